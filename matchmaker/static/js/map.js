/** The map of places: our own land under Leaflet, no tiles, nothing from elsewhere. */
import { CircleMarker, Control, GeoJSON, LatLngBounds, Map as LeafletMap } from "leaflet";

const NEAR = 22; // pixels within which places are drawn as one
const KINDS = ["company", "research", "host", "cluster", "public", "call"];
const land = new Map();

function fetched(address) {
  if (!land.has(address)) land.set(address, fetch(address).then((answer) => answer.json()));
  return land.get(address);
}

async function pointsOf({ mapPoints, mapUrl, mapHere }) {
  if (mapPoints) return JSON.parse(mapPoints);
  const answer = await fetch(mapUrl, { headers: { Accept: "application/json" } });
  const { points, cities, directory } = await answer.json();
  return points ?? cities.map((city) => pointOfCity(city, directory, mapHere));
}

/** A city with what is counted there; those with places to work are drawn as such. */
function pointOfCity([name, country, lat, lon, count, hosts], directory, wording) {
  const url = `${directory}?${new URLSearchParams({ q: name, country })}`;
  return { lat, lon, name, place: wording.replace("{n}", count), count, kind: hosts ? "host" : "company", url };
}

function emptyMap(frame) {
  const { mapIn, mapOut } = frame.dataset;
  const map = new LeafletMap(frame, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    minZoom: 1,
    maxZoom: 9,
    zoomSnap: 0.5,
    worldCopyJump: false,
    maxBounds: [[-70, -200], [85, 200]],
  });
  map.addControl(new Control.Zoom({ zoomInTitle: mapIn, zoomOutTitle: mapOut, position: "topright" }));
  return map;
}

async function drawLand(map, address) {
  const { land: shape, borders } = await fetched(address);
  new GeoJSON(shape, { interactive: false, style: { className: "mm-map__land" } }).addTo(map).bringToBack();
  new GeoJSON(borders, { interactive: false, style: { className: "mm-map__borders" } }).addTo(map);
}

/** The cell of a pixel and its eight neighbours, as keys. */
function cellsAround({ x, y }) {
  const [column, row] = [Math.floor(x / NEAR), Math.floor(y / NEAR)];
  return [0, -1, 1].flatMap((across) => [0, -1, 1].map((down) => `${column + across},${row + down}`));
}

/** Places that would overlap at this zoom, as groups; the first of a group gives its position. */
function grouped(map, points) {
  const groups = [];
  const cells = new Map();
  for (const point of points) {
    const pixel = map.latLngToLayerPoint([point.lat, point.lon]);
    const around = cellsAround(pixel);
    const near = around.map((key) => cells.get(key)).find((group) => group && group.pixel.distanceTo(pixel) < NEAR);
    if (near) {
      near.points.push(point);
    } else {
      const group = { pixel, points: [point] };
      groups.push(group);
      cells.set(around[0], group);
    }
  }
  return groups;
}

/** What a dot opens: names as links, at most eight, built from text so that nothing in them is run. */
function contents(points, wording) {
  const box = document.createElement("div");
  if (points.length > 1) {
    const heading = document.createElement("strong");
    heading.textContent = wording.replace("{n}", countOf(points));
    box.append(heading);
  }
  const list = document.createElement("ul");
  for (const point of points.slice(0, 8)) {
    const link = document.createElement(point.url ? "a" : "span");
    if (point.url) link.href = point.url;
    link.textContent = point.name;
    const place = document.createElement("small");
    place.textContent = point.place ?? "";
    const entry = document.createElement("li");
    entry.append(link, place);
    list.append(entry);
  }
  box.append(list);
  return box;
}

/** How many things stand behind some points; a city counts for all that are in it. */
function countOf(points) {
  return points.reduce((sum, point) => sum + (point.count ?? 1), 0);
}

/** The kind a group is drawn as: its only one, or for cities "host" where one of them has a place to work. */
function kindOf(points) {
  const kinds = new Set(points.map((point) => point.kind));
  if (points[0].count && kinds.has("host")) return "host";
  return kinds.size === 1 && KINDS.includes(points[0].kind) ? points[0].kind : "mixed";
}

function dot(group, wording) {
  const [first] = group.points;
  const kind = kindOf(group.points);
  const radius = Math.min(4.5 + Math.log2(countOf(group.points)) * 1.5, 14);
  return new CircleMarker([first.lat, first.lon], { radius, className: `mm-dot mm-dot--${kind}` }).bindPopup(
    () => contents(group.points, wording),
    { maxWidth: 280 },
  );
}

function drawPoints(map, points, wording) {
  let drawn = [];
  const redraw = () => {
    drawn.forEach((marker) => marker.remove());
    drawn = grouped(map, points).map((group) => dot(group, wording).addTo(map));
  };
  redraw();
  map.on("zoomend", redraw);
}

/** Shows only the kinds in the legend that are on the map. */
function showLegend(frame, points) {
  const legend = frame.parentElement.querySelector("[data-map-legend]");
  if (!legend) return;
  const kinds = new Set(points.map((point) => point.kind));
  if (kinds.size > 1) kinds.add("mixed");
  for (const entry of legend.children) entry.hidden = !kinds.has(entry.dataset.mapKind);
  legend.hidden = false;
}

/** Where to look at first: the middle nine tenths of what is counted, so that a far one does not shrink the rest. */
function bounds(points) {
  const cut = countOf(points) * 0.05;
  const middle = (coordinate) => {
    const sorted = points.toSorted((one, other) => one[coordinate] - other[coordinate]);
    return [valueAt(sorted, coordinate, cut), valueAt(sorted.toReversed(), coordinate, cut)];
  };
  const [south, north] = middle("lat");
  const [west, east] = middle("lon");
  return new LatLngBounds([south, west], [north, east]);
}

/** The coordinate of the first of some points at which more than so many things are counted. */
function valueAt(points, coordinate, amount) {
  let counted = 0;
  return points.find((point) => (counted += countOf([point])) > amount)[coordinate];
}

/** Draws one map into its frame and shows it. */
export async function drawMap(frame) {
  if (frame.dataset.mapDrawn) return;
  frame.dataset.mapDrawn = "yes";
  const points = await pointsOf(frame.dataset);
  if (!points.length) {
    frame.hidden = true;
    return;
  }
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", frame.dataset.mapLabel);
  const map = emptyMap(frame);
  map.fitBounds(bounds(points), { padding: [24, 24], maxZoom: 6 });
  await drawLand(map, frame.dataset.mapLand);
  drawPoints(map, points, frame.dataset.mapHere);
  showLegend(frame, points);
}
