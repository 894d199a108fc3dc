import { readFileSync } from "node:fs";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { merge, mesh } from "topojson-client";

const ANTARCTICA = "010";
/** Where most of the network lives is drawn finer: west, south, east, north in degrees. */
const FINE = [-25, 34, 45, 72];
/** How far, in degrees, a point may lie from the line drawn without it. */
const FINE_TOLERANCE = 0.03;
const COARSE_TOLERANCE = 0.25;
const SMALLEST_ISLAND = 0.3; // degrees across, outside the fine part

/** Degrees in, degrees out; on the way every shape is cut at the antimeridian, where Leaflet would draw bars. */
const degrees = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true).precision(0);

function isFine([longitude, latitude]) {
  const [west, south, east, north] = FINE;
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

function distance([x, y], [fromX, fromY], [toX, toY]) {
  const length = Math.hypot(toX - fromX, toY - fromY);
  if (length === 0) return Math.hypot(x - fromX, y - fromY);
  return Math.abs((toX - fromX) * (fromY - y) - (fromX - x) * (toY - fromY)) / length;
}

/** A line with the points left out that nobody would miss (Douglas and Peucker's method). */
function simplified(line) {
  if (line.length < 3) return line;
  const [first, last] = [line[0], line.at(-1)];
  let farthest = 0;
  let excess = 0;
  line.forEach((point, index) => {
    const over = distance(point, first, last) - (isFine(point) ? FINE_TOLERANCE : COARSE_TOLERANCE);
    if (over > excess) [farthest, excess] = [index, over];
  });
  if (farthest === 0) return [first, last];
  return [...simplified(line.slice(0, farthest + 1)), ...simplified(line.slice(farthest)).slice(1)];
}

function thinned(line) {
  return simplified(line).map((point) => point.map((degree) => Number(degree.toFixed(2))));
}

/** Islands of a few kilometres are kept in the fine part only. */
function isSeen(ring) {
  const [longitudes, latitudes] = [0, 1].map((axis) => ring.map((point) => point[axis]));
  const across = Math.max(...[longitudes, latitudes].map((values) => Math.max(...values) - Math.min(...values)));
  return across > SMALLEST_ISLAND || (isFine(ring[0]) && ring.length > 4);
}

/**
 * The land and the borders between countries as small GeoJSON.
 *
 * @param {string} file - countries of world-atlas as TopoJSON
 * @returns {string} {"land": MultiPolygon, "borders": MultiLineString}
 */
export function cutLand(file) {
  const atlas = JSON.parse(readFileSync(file, "utf8"));
  const countries = atlas.objects.countries.geometries.filter((country) => country.id !== ANTARCTICA);
  const land = geoProject(merge(atlas, countries), degrees);
  const borders = mesh(atlas, { type: "GeometryCollection", geometries: countries }, (one, other) => one !== other);
  return JSON.stringify({
    land: {
      type: "MultiPolygon",
      coordinates: land.coordinates
        .map((polygon) => polygon.map(thinned).filter((ring) => ring.length > 3 && isSeen(ring)))
        .filter((polygon) => polygon.length > 0),
    },
    borders: { type: "MultiLineString", coordinates: borders.coordinates.map(thinned).filter((line) => line.length > 1) },
  });
}
