/** How long a sign-in still waits. The only timer that recurs, and only while this is on the screen. */
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text";

export function Countdown({ until }: { until: string }) {
  const t = useText();
  const end = new Date(until).getTime();
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  const over = left === 0;

  useEffect(() => {
    if (over) {
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [over]);

  if (Number.isNaN(end)) {
    return null;
  }
  return (
    // Read once, not every second.
    <span data-testid="waiting-countdown" aria-live="off" className="ml-auto text-sm text-soft tabular-nums">
      {over ? t.waiting.expired : t.time.left(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)}
    </span>
  );
}
