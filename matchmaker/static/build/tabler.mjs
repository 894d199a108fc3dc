import { readFile } from "node:fs/promises";

/** Class families of Tabler that pages may use; all others (most of its style sheet) stay out. */
const FAMILIES = [
  "container(-(sm|md|lg|xl|xxl|fluid))?", "row", "col(-.+)?", "g[xy]?-.+", "row-cols-.+", "order-.+",
  "d-.+", "flex-.+", "justify-content-.+", "align-(items|self|content)-.+", "gap-.+", "[hv]stack", "vr",
  "[mp][trblxyse]?-.+", "[wh]-.+", "m[wh]-.+", "float-.+", "overflow-.+", "position-.+",
  "text-(start|center|end|(sm|md|lg|xl)-.+|wrap|nowrap|break|truncate|uppercase|lowercase|capitalize|muted|secondary|body|primary|danger|decoration-.+|reset)",
  "f[ws]-.+", "lh-.+", "font-monospace", "fst-.+", "h[1-6]", "lead", "small", "mark", "subheader", "blockquote.*", "list-(unstyled|inline.*)",
  "border(-(top|end|bottom|start|0|1|2))*", "rounded(-(0|1|2|3|circle|pill))?",
  "btn(-(outline-)?(primary|secondary|success|danger|link|light))?", "btn-(sm|lg|icon|square|pill|check)",
  "form-(label|text|hint|control|select|check|check-input|check-label|check-inline|control-(sm|lg|plaintext|color)|select-(sm|lg))",
  "input-group(-text|-sm|-lg|-flat)?", "col-form-label.*", "(in)?valid-feedback", "is-(in)?valid", "was-validated",
  "card(-(header|body|title|subtitle|footer|actions|link|sm|lg|md|table))?",
  "table(-(responsive|sm|hover|striped|vcenter|bordered|borderless|nowrap|active|group-divider))?", "caption-top",
  "badge", "alert(-(title|link|heading))?", "visually-hidden(-focusable)?", "stretched-link", "img-fluid", "icon(-(sm|md|lg|inline))?",
  "disabled", "active", "show",
];
const KEPT = new RegExp(`^(${FAMILIES.join("|")})$`);
/** Steps between phone and desk that spacing and the like need not follow. */
const FINE_STEPS = /^(?!col|container|d-|g).+-(sm|xl|xxl)-/;
const CLASS = /\.(-?[_a-zA-Z][\w-]*)/g;

/** Splits style sheet text into its outer blocks: [what stands before the brace, what stands inside]. */
function* blocks(text) {
  let start = 0;
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", start)) {
    let depth = 1;
    let end = open + 1;
    for (; depth > 0; end += 1) depth += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
    yield [text.slice(start, open).trim(), text.slice(open + 1, end - 1)];
    start = end;
  }
}

/** The selectors of a list; commas inside :is(…) or […] part nothing. */
function selectors(list) {
  const found = [""];
  let depth = 0;
  for (const sign of list) {
    if ("([".includes(sign)) depth += 1;
    if (")]".includes(sign)) depth -= 1;
    if (sign === "," && depth === 0) found.push("");
    else found[found.length - 1] += sign;
  }
  return found;
}

function isUsed(selector) {
  return !selector.includes("data-bs-navbar-theme") && [...selector.matchAll(CLASS)].every(([, name]) => KEPT.test(name) && !FINE_STEPS.test(name));
}

/** The style sheet without the rules that only unused families would meet. */
function trimmed(text) {
  let kept = "";
  for (const [head, body] of blocks(text)) {
    if (/^@(media|supports|layer|container)/.test(head)) {
      const inner = trimmed(body);
      if (inner) kept += `${head}{${inner}}`;
    } else if (head.startsWith("@")) {
      kept += `${head}{${body}}`;
    } else {
      const used = selectors(head).filter(isUsed);
      if (used.length) kept += `${used.join(",")}{${body}}`;
    }
  }
  return kept;
}

/** esbuild plugin: hands on Tabler's minified style sheet without what the service does not use. */
export const trimTabler = {
  name: "trim-tabler",
  setup(build) {
    build.onLoad({ filter: /tabler\.min\.css$/ }, async ({ path }) => {
      const text = (await readFile(path, "utf8")).replace('@charset "UTF-8";', "");
      const licence = text.match(/\/\*![\s\S]*?\*\//)[0];
      return { contents: licence + trimmed(text.replaceAll(/\/\*[\s\S]*?\*\//g, "")), loader: "css" };
    });
  },
};
