// The map of one row that waits: candidates to choose, and a pin to put. The form beside it holds the answer;
// this only fills it in. Names are only ever set as text.
"use strict";

(function () {
  const source = document.getElementById("review-candidates");
  const names = JSON.parse(document.querySelector("script[data-map-names]").textContent);
  const { candidates } = JSON.parse(source.textContent);
  const map = window[names.map];
  const form = document.getElementById("answer");
  const said = document.getElementById("pin-said");
  const markers = new Map();
  const CIRCLE = { color: "#1c3c5a", weight: 2, fillOpacity: 0.12, interactive: false };
  const CHOSEN = { color: "#8a3b00", weight: 3, fillOpacity: 0.25 };
  let pin = null;
  let around = null;

  function radioOf(value) {
    return form ? form.querySelector(`input[name=answer][value="${CSS.escape(value)}"]`) : null;
  }

  function choose(value) {
    const radio = radioOf(value);
    if (radio && !radio.checked) radio.click();
  }

  function textElement(text) {
    const element = document.createElement("span");
    element.textContent = text;
    element.dir = "auto";
    return element;
  }

  function numberIcon(number) {
    const size = 30;
    return L.divIcon({ className: "session-marker session-marker--foot", html: String(number), iconSize: [size, size] });
  }

  function drawCandidate(one) {
    const at = [one.lat, one.lon];
    const circle = L.circle(at, { ...CIRCLE, radius: one.radius_m }).addTo(map);
    const marker = L.marker(at, { icon: numberIcon(one.number), keyboard: true }).addTo(map);
    marker.bindTooltip(textElement(one.label), { direction: "top", offset: [0, -16] });
    const icon = marker.getElement();
    icon.setAttribute("aria-label", one.number + ": " + one.label);
    icon.dataset.candidate = one.number;
    if (form) {
      icon.setAttribute("aria-pressed", "false");
      marker.on("click", () => choose(one.value));
      // Leaflet's own Enter opens pop-ups alone.
      icon.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(one.value);
      });
    }
    markers.set(one.value, { icon, circle });
  }

  function radius() {
    return Number(document.getElementById("radius").value);
  }

  function putPin(point) {
    if (!pin) {
      const icon = L.divIcon({ className: "review-pin", iconSize: [26, 26], iconAnchor: [13, 13] });
      pin = L.marker(point, { icon, draggable: true, keyboard: false }).addTo(map);
      around = L.circle(point, { ...CIRCLE, ...CHOSEN, radius: radius() }).addTo(map);
      pin.on("drag", () => around.setLatLng(pin.getLatLng()));
      pin.on("dragend", () => putPin(pin.getLatLng()));
      pin.getElement().setAttribute("aria-hidden", "true"); // the field beside it says the same
    }
    pin.setLatLng(point);
    around.setLatLng(point);
    const words = point.lat.toFixed(5) + ", " + point.lng.toFixed(5);
    document.getElementById("position").value = words;
    choose("position");
    said.textContent = "The pin is at " + words + ". Press elsewhere, or drag it, to move it.";
  }

  function removePin() {
    if (!pin) return;
    pin.remove();
    around.remove();
    pin = around = null;
  }

  function showChoice() {
    const chosen = form.querySelector("input[name=answer]:checked");
    for (const [value, { icon, circle }] of markers) {
      const isChosen = Boolean(chosen) && chosen.value === value;
      icon.setAttribute("aria-pressed", String(isChosen));
      icon.classList.toggle("session-marker--chosen", isChosen);
      circle.setStyle(isChosen ? CHOSEN : CIRCLE);
    }
    // What belongs to one answer shows with it; GOV.UK's own way marks radios with what no radio may have.
    for (const part of form.querySelectorAll("[data-with]")) {
      part.hidden = !chosen || part.dataset.with !== chosen.value;
    }
    if (chosen && chosen.value !== "position") removePin();
  }

  // A position that was sent and refused comes back in the field: it is a pin again where it was one.
  function pinAgain(text) {
    const pair = /^(-?\d+\.\d+), (-?\d+\.\d+)$/.exec(text);
    if (pair) putPin(L.latLng(Number(pair[1]), Number(pair[2])));
  }

  candidates.forEach(drawCandidate);
  if (form) {
    form.addEventListener("change", showChoice);
    showChoice();
    const position = document.getElementById("position");
    if (position) {
      map.on("click", (event) => putPin(event.latlng));
      pinAgain(position.value);
      position.addEventListener("input", removePin); // what is typed counts, not where the pin was
      document.getElementById("radius").addEventListener("change", () => around && around.setRadius(radius()));
      const here = document.getElementById("pin-here");
      here.hidden = false;
      here.addEventListener("click", () => putPin(map.getCenter()));
    }
  }
  map.getContainer().dataset.candidates = "drawn";
})();
