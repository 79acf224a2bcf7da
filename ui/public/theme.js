// Sets the chosen theme before the first paint; without a choice the system's is used.
try {
  var chosen = localStorage.getItem("ascertain.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch (refused) {
  // Storage may be forbidden; the system's theme is right then.
}
