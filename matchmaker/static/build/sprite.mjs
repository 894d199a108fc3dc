import { readFileSync } from "node:fs";

/** The drawing inside a Tabler icon, without the invisible frame it starts with. */
function drawing(file) {
  return readFileSync(file, "utf8")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * One SVG with a symbol an icon; the pages show one by <use href="icons.svg#name">.
 *
 * @param {string} list - file with one icon name a line; lines starting with # are remarks
 * @param {(name: string) => string} fileOf - where the icon of that name lies; reading a wrong name fails the build
 */
export function drawSprite(list, fileOf) {
  const names = readFileSync(list, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const stroke = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = names.map((name) => `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${drawing(fileOf(name))}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}
