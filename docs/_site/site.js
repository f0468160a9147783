// What a mouse can do on a page of the theme's, a keyboard can.

// What scrolls on its own can be stopped at, as long as it does.
const look = (area) => {
  if (area.scrollWidth > area.clientWidth) area.tabIndex = 0;
  else area.removeAttribute("tabindex");
};
const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => look(target)));

// The drawers of a narrow page are opened by labels of boxes that nobody sees: buttons take their places.
const pressable = (label) => {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  const tell = () => (button.ariaExpanded = String(box.checked));
  button.type = "button";
  button.className = label.className;
  button.ariaLabel = box.ariaLabel;
  button.append(...label.childNodes);
  button.addEventListener("click", () => box.click());
  box.addEventListener("change", tell);
  tell();
  label.replaceWith(button);
};

addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("label.nav-overlay-icon, label.toc-overlay-icon").forEach(pressable);
  for (const area of document.querySelectorAll("article pre, .table-wrapper")) {
    look(area);
    watch.observe(area);
  }
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelectorAll(".sidebar-toggle:checked").forEach((box) => box.click());
});
