// Completes the maps that Folium draws: the ground beneath them and every name on them.
// Names come as JSON and are only ever set as text; nothing here builds markup from them.
"use strict";

(function () {
  const STREET = { color: "#767f87", weight: 1.2, opacity: 0.75, interactive: false };
  const STATION = { radius: 5, color: "#0b0c0c", weight: 2, fillColor: "#ffffff", fillOpacity: 1, interactive: false };
  const STATION_NAMES_FROM_ZOOM = 13;

  function textElement(tag, text, className) {
    const element = document.createElement(tag);
    element.textContent = text;
    element.dir = "auto";
    if (className) element.className = className;
    return element;
  }

  function popupContent(marker) {
    const content = document.createElement("div");
    content.append(textElement("strong", marker.title));
    for (const line of marker.lines) content.append(textElement("p", line, "map-popup__line"));
    return content;
  }

  function streetLine(steps, scale) {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / scale, x / scale]);
    }
    return points;
  }

  function drawGround(map, ground) {
    const canvas = L.canvas({ padding: 0.3 });
    const lines = ground.streets.map((steps) => streetLine(steps, ground.scale));
    // One layer for all streets: a borough has thousands.
    const streets = L.polyline(lines, { ...STREET, renderer: canvas, smoothFactor: 1.5 }).addTo(map);
    streets.bringToBack();
    const labels = L.layerGroup();
    for (const [name, lon, lat] of ground.stations) {
      L.circleMarker([lat, lon], STATION).addTo(map);
      const label = L.tooltip({ permanent: true, direction: "right", offset: [6, 0], className: "station-name" });
      labels.addLayer(label.setLatLng([lat, lon]).setContent(textElement("span", name)));
    }
    const showNames = () => {
      if (map.getZoom() >= STATION_NAMES_FROM_ZOOM) labels.addTo(map);
      else labels.remove();
    };
    map.on("zoomend", showNames);
    showNames();
    map.getContainer().dataset.ground = "drawn";
  }

  function addNames(map, names) {
    for (const entry of names.markers) {
      const marker = window[entry.marker];
      marker.bindPopup(popupContent(entry), { maxWidth: 260 });
      const icon = marker.getElement();
      icon.setAttribute("aria-label", entry.number + ": " + entry.title);
      icon.dataset.session = entry.number;
    }
    for (const entry of names.outlines) {
      window[entry.outline].bindTooltip(textElement("span", entry.name), { sticky: true });
    }
  }

  function whenGroundIsHere(source, use) {
    if (source.dataset.ground) {
      use(JSON.parse(document.getElementById(source.dataset.ground).textContent));
    } else if (source.dataset.groundUrl) {
      fetch(source.dataset.groundUrl, { credentials: "same-origin" })
        .then((response) => (response.ok ? response.json() : null))
        .then((ground) => ground && use(ground))
        .catch(() => {
          // The map stands without streets: the outline and the sessions are drawn already.
        });
    }
  }

  // Buttons that leave one day's sessions in the list and on the map.
  function filterByDay(map, names) {
    const days = document.querySelector("[data-days]");
    if (!days) return;
    days.hidden = false;
    const show = (pressed) => {
      for (const button of days.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button === pressed));
      }
      map.closePopup();
      for (const list of document.querySelectorAll("[data-of-day]")) {
        list.hidden = Boolean(pressed.dataset.day) && list.dataset.ofDay !== pressed.dataset.day;
      }
      for (const entry of names.markers) {
        const shown = !pressed.dataset.day || entry.day === pressed.dataset.day;
        window[entry.marker].getElement().hidden = !shown;
      }
    };
    days.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (pressed) show(pressed);
    });
    // A link to a session opens it, whatever day is shown.
    const openNamed = () => {
      const row = location.hash.startsWith("#session-") && document.getElementById(location.hash.slice(1));
      if (!row) return;
      show(days.querySelector("button"));
      row.querySelector("details").open = true;
      row.scrollIntoView();
    };
    window.addEventListener("hashchange", openNamed);
    openNamed();
    // A phone begins with one day, today's where there is one: a whole week is a long way to scroll.
    if (!location.hash && window.matchMedia("(max-width: 40.0525rem)").matches) {
      const today = days.dataset.today && days.querySelector(`[data-day="${days.dataset.today}"]`);
      show(today || days.querySelectorAll("button")[1] || days.querySelector("button"));
    }
  }

  // Leaflet listens for Escape only while the map itself has the focus, not one of its markers.
  function closeOnEscape(map) {
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
  }

  for (const source of document.querySelectorAll("script[data-map-names]")) {
    const names = JSON.parse(source.textContent);
    const map = window[names.map];
    addNames(map, names);
    closeOnEscape(map);
    filterByDay(map, names);
    whenGroundIsHere(source, (ground) => drawGround(map, ground));
    map.getContainer().dataset.ready = "yes";
  }
})();
