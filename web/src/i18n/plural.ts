/**
 * The rule of a gettext `Plural-Forms` header as a function from a count to a form.
 *
 * Read by a small parser: `eval` is forbidden by the page's policy, and Chromium's Intl.PluralRules lacks Tajik.
 */
export type PluralRule = (count: number) => number;

type Node = (n: number) => number;

const TOKEN = /\s*(\d+|n\b|&&|\|\||[=!<>]=|[<>?:%()!])/gy;
const BINARY: Record<string, (a: number, b: number) => number> = {
  "||": (a, b) => Number(Boolean(a || b)),
  "&&": (a, b) => Number(Boolean(a && b)),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
  "%": (a, b) => a % b,
};
/** From the loosest to the tightest binding. */
const LEVELS = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["%"]];

class Parser {
  private at = 0;
  constructor(private readonly tokens: string[]) {}

  whole(): Node {
    const node = this.choice();
    if (this.at < this.tokens.length) throw new Error("a plural rule has words after its end");
    return node;
  }

  private choice(): Node {
    const test = this.binary(0);
    if (!this.take("?")) return test;
    const yes = this.choice();
    this.must(":");
    const no = this.choice();
    return (n) => (test(n) ? yes(n) : no(n));
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (!operators) return this.single();
    let left = this.binary(level + 1);
    for (let sign = this.oneOf(operators); sign; sign = this.oneOf(operators)) {
      const [before, after, apply] = [left, this.binary(level + 1), BINARY[sign]!];
      left = (n) => apply(before(n), after(n));
    }
    return left;
  }

  private single(): Node {
    if (this.take("!")) {
      const inner = this.single();
      return (n) => Number(!inner(n));
    }
    if (this.take("(")) {
      const inner = this.choice();
      this.must(")");
      return inner;
    }
    const token = this.tokens[this.at++];
    if (token === "n") return (n) => n;
    if (token === undefined || !/^\d+$/.test(token)) throw new Error("a plural rule breaks off");
    return () => Number(token);
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private oneOf(tokens: string[]): string | undefined {
    return tokens.find((token) => this.take(token));
  }

  private must(token: string): void {
    if (!this.take(token)) throw new Error(`a plural rule lacks ${token}`);
  }
}

/** `header` is the whole header: "nplurals=3; plural=(…);". Throws when it is not one. */
export function pluralRule(header: string): PluralRule {
  const parts = /nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+)/.exec(header);
  if (!parts) throw new Error("not a Plural-Forms header");
  const [, forms, expression] = parts as unknown as [string, string, string];
  const tokens = [...expression.matchAll(TOKEN)].map((match) => match[1]!);
  if (tokens.join("") !== expression.replace(/\s+/g, "")) throw new Error("a plural rule has unknown signs");
  const rule = new Parser(tokens).whole();
  return (count) => Math.min(rule(Math.abs(Math.trunc(count))), Number(forms) - 1);
}
