// Drawn on a 20 by 20 grid, as lines in the colour of the text.
export const icons = {
  play: "M6.5 4.5v11l9-5.5z",
  pause: "M7 5v10M13 5v10",
  back: "M6 5v10M14.5 5v10L8 10z",
  forward: "M14 5v10M5.5 5v10L12 10z",
  loop: "M4 9V8a3 3 0 0 1 3-3h8M12.5 2.5 15 5l-2.5 2.5M16 11v1a3 3 0 0 1-3 3H5M7.5 17.5 5 15l2.5-2.5",
  sound: "M4 8v4h3l4 3.5v-11L7 8zM13.5 7.5a3.5 3.5 0 0 1 0 5M15.5 5a7 7 0 0 1 0 10",
  silent: "M4 8v4h3l4 3.5v-11L7 8zM14 8l4 4M18 8l-4 4",
  full: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  small: "M8 4v4H4M12 4v4h4M16 12h-4v4M8 16v-4H4",
  download: "M10 3v9M6.5 8.5 10 12l3.5-3.5M4 15.5h12",
  open: "M11 4h5v5M16 4l-7 7M13.5 11.5V16H4V6.5h4.5",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  more: "M6 8l4 4 4-4",
};
