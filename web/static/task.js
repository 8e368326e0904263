// Asks how far a task is, shows it, and goes on when it is done.
"use strict";

(function () {
  const task = document.getElementById("task");
  const bar = document.getElementById("task-progress");
  const message = document.getElementById("task-message");
  const EVERY_MS = 1000;
  const UNDER_WAY = ["waiting", "running", "stopping"];

  function show(status) {
    bar.value = Math.round(status.progress * 100);
    if (status.message && message.textContent !== status.message) message.textContent = status.message;
    const stop = document.getElementById("task-stop");
    if (stop && status.state !== "waiting" && status.state !== "running") stop.remove();
    if (status.state === "stopped") document.getElementById("task-then").textContent = "Go back";
    if (status.state === "failed") {
      message.classList.add("govuk-error-message");
      document.getElementById("task-then").textContent = "Go back";
    }
    if (status.state === "done") {
      bar.value = 100;
      const next = document.getElementById("task-next");
      if (next) next.hidden = false;
      document.getElementById("task-then").textContent = "Go on";
      // The sum of an import is worth reading; a planned week or a run of the lab is worth seeing at once.
      if (/^\/(weeks|lab)\//.test(task.dataset.then)) window.location.assign(task.dataset.then);
    }
  }

  function ask() {
    fetch(task.dataset.status, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((status) => {
        show(status);
        if (UNDER_WAY.includes(status.state)) setTimeout(ask, EVERY_MS);
      })
      .catch(() => setTimeout(ask, 5 * EVERY_MS));
  }

  if (UNDER_WAY.includes(task.dataset.state)) ask();
})();
