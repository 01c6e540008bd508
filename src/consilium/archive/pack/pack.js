// The offline pack's page: what belongs to the second that is heard is shown; a time that is chosen is gone to.
// Without this script the sound plays, and each time opens the sound at its second.
"use strict";
(() => {
  const sound = document.getElementById("sound");
  const cues = places("#cues > li");
  const pages = places("#pages > li");
  const chapters = places("#chapters > li");
  const now = document.getElementById("now");
  const none = document.getElementById("none");
  const wanted = document.getElementById("wanted");
  const found = document.getElementById("found");
  let cue;

  function places(selector) {
    return [...document.querySelectorAll(selector)].map((node) => ({ node, at: Number(node.dataset.at) }));
  }

  /** The last of the sorted places that has begun. */
  function begun(list, seconds) {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].at <= seconds) low = middle + 1;
      else high = middle;
    }
    return list[low - 1];
  }

  function mark(list, place) {
    for (const { node } of list) {
      if (node === place?.node) node.setAttribute("aria-current", "true");
      else if (node.hasAttribute("aria-current")) node.removeAttribute("aria-current");
    }
  }

  function follow() {
    const seconds = sound.currentTime + 0.05; // a place that was gone to has begun, however it is rounded
    const picture = begun(pages, seconds)?.node.querySelector("img");
    if (now) {
      if (picture && now.getAttribute("src") !== picture.getAttribute("src")) {
        now.src = picture.getAttribute("src");
        now.alt = picture.alt;
      }
      now.hidden = !picture;
      none.hidden = Boolean(picture);
    }
    mark(chapters, begun(chapters, seconds));
    const said = begun(cues, seconds);
    if (said === cue) return;
    cue = said;
    mark(cues, said);
    if (said && !wanted?.value && document.activeElement?.closest("#cues") === null) show(said.node);
  }

  /** The list scrolls, the page does not. */
  function show(node) {
    const list = node.parentElement;
    list.scrollTop += node.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
  }

  function go(seconds) {
    sound.currentTime = seconds;
    follow();
    sound.play().catch(() => undefined); // a browser may want a press on its own button first
  }

  const plain = (text) => text.normalize("NFKC").toLowerCase();

  function search() {
    const words = plain(wanted.value.trim());
    let count = 0;
    for (const { node } of cues) {
      node.hidden = !plain(node.querySelector("a span").textContent).includes(words);
      if (!node.hidden) count += 1;
    }
    found.textContent = words === "" ? "" : count > 0 ? `${count} / ${cues.length}` : found.dataset.none;
  }

  document.addEventListener("click", (event) => {
    const place = event.target.closest("a")?.closest("[data-at]");
    if (!place) return;
    event.preventDefault();
    go(Number(place.dataset.at));
  });
  sound.addEventListener("timeupdate", follow);
  sound.addEventListener("seeked", follow);
  if (wanted) {
    wanted.parentElement.hidden = false;
    wanted.addEventListener("input", search);
  }
  document.documentElement.classList.add("scripted");
  follow();
})();
