// The viewer's choice of colours, kept on the device. Loaded async: whoever never chose needs nothing of it.
(() => {
  const NAMES = { auto: "Auto", light: "Light", dark: "Dark" };
  const SAID = { auto: "as the device has them", light: "light", dark: "dark" };
  const read = () => {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto";
    }
  };
  const paint = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  const label = (button, theme) => {
    button.querySelector("[data-theme-name]").textContent = NAMES[theme];
    button.setAttribute("aria-label", `Colours: ${SAID[theme]}`);
  };
  paint(read());
  const start = () => {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) return; // the page was left while it was being read
    label(button, read());
    button.addEventListener("click", () => {
      const themes = Object.keys(NAMES);
      const next = themes[(themes.indexOf(read()) + 1) % themes.length];
      try {
        localStorage.setItem("theme", next);
      } catch {
        // a browser that keeps nothing: the choice lasts for this page
      }
      paint(next);
      label(button, next);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
