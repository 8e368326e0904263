// Draws the lab's cells and places on the ground that Folium drew, and asks again as a slider moves.
// Names come as JSON and are only ever set as text.
"use strict";

(function () {
  const source = document.querySelector("script[data-map-names]");
  const shown = JSON.parse(document.getElementById("lab-map").textContent);
  const map = window[JSON.parse(source.textContent).map];
  const canvas = L.canvas({ padding: 0.3 });
  const places = L.layerGroup().addTo(map);
  const RANKED_ON_MAP = 30;

  function text(tag, words, className) {
    const element = document.createElement(tag);
    element.textContent = words;
    if (className) element.className = className;
    return element;
  }

  function labelled(label, words, className) {
    const cell = text("td", words, `govuk-table__cell ${className || ""}`.trim());
    cell.dataset.label = label;
    return cell;
  }

  function drawCells(cells) {
    for (const cell of cells) {
      const more = cell.share > 0;
      const strength = Math.abs(cell.share);
      L.polygon(cell.corners, {
        renderer: canvas,
        color: more ? "#1c3c5a" : "#8a3b00",
        weight: more ? 1 : 1 + 2 * strength,
        dashArray: more ? null : "4 3",
        fillColor: "#1c3c5a",
        fillOpacity: more ? 0.15 + 0.75 * strength : 0,
      })
        .bindTooltip(text("span", cell.words), { sticky: true })
        .addTo(map);
    }
  }

  function drawPlaces(found) {
    places.clearLayers();
    for (const place of found) {
      const outline = place.outline.map(([lon, lat]) => [lat, lon]);
      L.polygon(outline, { color: "#8a3b00", weight: 2, dashArray: "6 4", fillColor: "#f4a259", fillOpacity: 0.25 })
        .bindTooltip(text("span", place.rank + ": " + place.name), { sticky: true })
        .addTo(places);
      if (place.rank > RANKED_ON_MAP) continue;
      const kind = "lab-rank" + (place.live === "new" ? " lab-rank--new" : "");
      const icon = L.divIcon({ html: text("span", place.rank), className: kind, iconSize: [24, 24] });
      L.marker([place.lat, place.lon], { icon, interactive: false, keyboard: false }).addTo(places);
    }
    map.getContainer().dataset.places = String(found.length);
  }

  function row(place) {
    const line = document.createElement("tr");
    line.className = "govuk-table__row";
    const rank = text("th", place.rank, "govuk-table__header");
    rank.scope = "row";
    const name = text("td", "", "govuk-table__cell");
    name.append(text("bdi", place.name));
    line.append(
      rank,
      name,
      labelled("Against live", place.live),
      labelled("Busiest hours", place.hours),
      labelled("Expected next week", place.expected, "planner-nowrap"),
      labelled("Reports", place.reports, "govuk-table__cell--numeric")
    );
    return line;
  }

  function show(trial) {
    drawPlaces(trial.places);
    document.getElementById("trial-rows").replaceChildren(...trial.places.map(row));
    const gone = document.getElementById("trial-gone");
    gone.hidden = !trial.gone.length;
    gone.querySelector("span").textContent = trial.gone.join("; ");
    say(
      trial.places.length + (trial.places.length === 1 ? " place: " : " places: ") + trial.new + " new, " +
        trial.gone.length + " of the live ones gone."
    );
  }

  function say(words) {
    document.getElementById("trial-said").textContent = words;
  }

  function sliders(form) {
    let waiting = null;
    let asking = null;

    function mark(field) {
      field.closest(".lab-slider").classList.toggle("lab-changed", Number(field.value) !== Number(field.dataset.live));
    }

    function ask() {
      if (asking) asking.abort();
      const mine = (asking = new AbortController());
      const query = new URLSearchParams(new FormData(form));
      history.replaceState(null, "", form.action + "?" + query);
      map.getContainer().classList.add("lab-busy");
      fetch(form.dataset.address + "?" + query, { credentials: "same-origin", signal: mine.signal })
        .then((response) => response.json())
        .then((answer) => (answer.problem ? say(answer.problem) : show(answer)))
        .catch((error) => {
          if (error.name !== "AbortError") say("The map could not be drawn anew. Try again.");
        })
        .finally(() => {
          if (asking === mine) map.getContainer().classList.remove("lab-busy");
        });
    }

    for (const range of form.querySelectorAll("[data-for]")) {
      const field = document.getElementById(range.dataset.for);
      range.hidden = false;
      range.addEventListener("input", () => (field.value = range.value));
      field.addEventListener("input", () => (range.value = field.value));
      for (const one of [range, field]) {
        one.addEventListener("input", () => {
          mark(field);
          clearTimeout(waiting);
          waiting = setTimeout(ask, 200);
        });
      }
      mark(field);
    }
  }

  if (shown.cells) drawCells(shown.cells);
  if (shown.places) drawPlaces(shown.places);
  const form = document.getElementById("sliders");
  if (form) sliders(form);
  map.getContainer().dataset.lab = "drawn";
})();
