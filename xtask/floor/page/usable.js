// The first frame after the composer can be typed into, as the app's own page notes it.
requestAnimationFrame(() => setTimeout(() => performance.mark("usable")));
