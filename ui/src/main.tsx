/**
 * The first paint comes before everything else. Reading and running the window's script takes longer than drawing the
 * page, so where one can write already, it begins behind the frames that show it. A window that is hidden has no frames.
 */
const LONGEST = 150;

function painted(): Promise<void> {
  const field = document.getElementById("first-field");
  if (field === null || field.hidden || document.hidden) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
    setTimeout(resolve, LONGEST);
  });
}

void painted()
  .then(() => import("./start"))
  .then(({ start }) => start());
