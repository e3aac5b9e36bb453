/** Before the snapshot: the shape of the window, as the first paint drew it. */
export function Skeleton() {
  return (
    <div className="first-paint" aria-hidden="true">
      <div className="first-paint-side">
        <i />
        <i />
        <i />
      </div>
      <div className="first-paint-main">
        <b />
      </div>
    </div>
  );
}
