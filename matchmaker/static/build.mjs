/**
 * Builds matchmaker/static/vendor: one style sheet, the scripts, fonts, icons and the land of the map,
 * from the packages pinned in package.json and our own sources beside this file.
 *
 * Run from anywhere: node matchmaker/static/build.mjs
 */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { trimTabler } from "./build/tabler.mjs";
import { cutLand } from "./build/land.mjs";
import { drawSprite } from "./build/sprite.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const MANIFEST = "vendor/manifest.json";
const SOURCES = new Set(["css", "js", "build", "build.mjs", "icons.txt"]);

/** Where an installed package keeps a file. */
function packaged(path) {
  return join(here, "../../node_modules", path);
}

/** Bundles our scripts (htmx and Leaflet with them) and our style sheet (Tabler, Leaflet and Inter with it). */
async function bundle() {
  const shared = { bundle: true, minify: true, outdir: vendor, legalComments: "none", logLevel: "warning" };
  await esbuild.build({
    ...shared,
    entryPoints: [join(here, "js/app.js")],
    format: "esm",
    splitting: true,
    target: "es2022",
    chunkNames: "chunk-[name]-[hash]",
  });
  await esbuild.build({
    ...shared,
    entryPoints: [join(here, "css/app.css")],
    plugins: [trimTabler],
    external: ["*.woff2", "*.png"],
  });
}

function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
}

/** Copies the fonts and has the style sheet ask for them by the very address under which pages preload them. */
function copyFonts() {
  const sheet = join(vendor, "app.css");
  let text = readFileSync(sheet, "utf8");
  for (const part of ["latin", "latin-ext"]) {
    const name = `inter-${part}.woff2`;
    cpSync(packaged(`@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`), join(vendor, name));
    text = text.replaceAll(`./${name}`, `./${name}?v=${hashOf(join(vendor, name))}`);
  }
  writeFileSync(sheet, text);
}

/** The licences of what is handed on; Tabler's core states the same one as its icons. */
function copyLicences() {
  const texts = ["@tabler/icons", "@fontsource-variable/inter", "htmx.org", "leaflet", "world-atlas"].map(
    (name) => `${name}\n\n${readFileSync(packaged(`${name}/LICENSE`), "utf8").trim()}\n`,
  );
  writeFileSync(join(vendor, "LICENCES.txt"), texts.join("\n\n"));
}

/** Every file served, by its path below static, without the sources of this build. */
function served(folder = here) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => folder !== here || !SOURCES.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? served(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** Writes path -> content hash, by which the pages address the files and browsers keep them for good. */
function writeManifest() {
  const hashes = served()
    .map((file) => [relative(here, file).replaceAll("\\", "/"), hashOf(file)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(join(here, MANIFEST), `${JSON.stringify(Object.fromEntries(hashes), null, 1)}\n`);
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
await bundle();
copyFonts();
copyLicences();
writeFileSync(join(vendor, "icons.svg"), drawSprite(join(here, "icons.txt"), (name) => packaged(`@tabler/icons/icons/outline/${name}.svg`)));
writeFileSync(join(vendor, "land.json"), cutLand(packaged("world-atlas/countries-50m.json")));
writeManifest();
