// All clips by one clock. Without this script each has its own controls.
(() => {
  const videos = [...document.querySelectorAll("video")];
  const bar = document.querySelector(".bar");
  const [button, slider, shown] = bar.children;
  let [playing, began, at, whole] = [false, 0, 0, 0];

  const now = () => (playing ? Math.min((performance.now() - began) / 1000, whole) : at);
  const tell = (time) => {
    slider.value = time;
    slider.ariaValueText = shown.value = `${time.toFixed(1)} / ${whole.toFixed(1)} s`;
  };
  const seek = (time) => {
    at = time;
    began = performance.now() - time * 1000;
    for (const video of videos) video.currentTime = Math.min(time, video.duration || 0);
    tell(time);
  };
  const play = (on) => {
    if (on && now() >= whole) seek(0);
    at = now();
    playing = on;
    began = performance.now() - at * 1000;
    button.textContent = on ? button.dataset.pause : button.dataset.play;
    if (on) requestAnimationFrame(step);
    else for (const video of videos) video.pause();
  };
  const step = () => {
    if (!playing) return;
    let time = now();
    if (time >= whole) {
      time = 0;
      seek(time);
    }
    for (const video of videos) {
      if (!(time < video.duration - 0.02)) continue; // broken, or over: it holds its last frame
      const ahead = video.currentTime - time;
      // A little off is caught up by speed, which nobody sees; far off by a jump.
      if (Math.abs(ahead) > 0.3 && !video.seeking) video.currentTime = time;
      video.playbackRate = Math.abs(ahead) > 0.03 ? 1 - Math.max(-0.15, Math.min(0.15, ahead)) : 1;
      if (video.paused) video.play().catch(() => {});
    }
    tell(time);
    requestAnimationFrame(step);
  };

  const there = (video) =>
    new Promise((done) => {
      if (video.readyState > 1 || video.error) done();
      for (const name of ["loadeddata", "error"]) video.addEventListener(name, done, { once: true });
    });
  for (const video of videos) video.controls = false;
  Promise.all(videos.map(there)).then(() => {
    whole = Math.max(...videos.map((video) => video.duration || 0));
    slider.max = whole;
    bar.hidden = !videos.length;
    button.onclick = () => play(!playing);
    slider.oninput = () => seek(Number(slider.value));
    tell(0);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) play(true);
  });
})();
