// The second frame after the page stands, as the app's own page notes it: by then the first has been painted.
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("usable")));
