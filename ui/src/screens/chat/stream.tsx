/**
 * The messages. Whoever reads at the bottom follows the text; whoever has scrolled up stays where they are, and a pill
 * says that there is more. Only the latest messages are drawn; earlier ones come when asked for.
 */
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import type { ConversationView } from "../../ipc";
import { ApprovalCard } from "./approval-card";
import { ElicitationCard } from "./elicitation-card";
import { Message } from "./message";

/** Messages drawn at first, and added each time one asks for earlier ones. */
const PAGE = 60;
/** Nearer to the bottom than this, in pixels, counts as being there. */
const NEAR = 48;

export function Stream({ view }: { view: ConversationView }) {
  const t = useText();
  const [shown, setShown] = useState(PAGE);
  const { scroller, content, more, toBottom, keepPlace } = useFollow(view);

  const messages = view.messages.slice(-shown);
  const hidden = view.messages.length - messages.length;
  // Approvals stand in place of their call; one whose call is not in the stream stands below it.
  const calls = useMemo(
    () =>
      new Set(
        view.messages.flatMap((message) =>
          message.parts.flatMap((part) => (part.type === "call" && part.call.state === "asking" ? [part.call.id] : [])),
        ),
      ),
    [view.messages],
  );
  const below = view.approvals.filter((approval) => !calls.has(approval.call.id));
  const first = view.approvals[0]?.id;
  const running = useMemo(
    () =>
      new Set(
        view.messages.flatMap((message) =>
          message.end === null && message.role === "assistant"
            ? message.parts.flatMap((part) => (part.type === "call" ? [part.call.id] : []))
            : [],
        ),
      ),
    [view.messages],
  );
  const orphans = view.elicitations.filter((asked) => asked.call_id === null || !running.has(asked.call_id));

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* Opening a card must not count as text that grew. */}
      <div
        ref={scroller}
        onClickCapture={keepPlace}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain px-4"
      >
        <div ref={content} role="log" aria-live="polite" className="mx-auto max-w-[72ch] space-y-5 py-6">
          {hidden > 0 ? (
            <div className="text-center">
              <Earlier
                scroller={scroller}
                count={hidden}
                onMore={() => setShown((count) => count + PAGE)}
                label={t.chat.earlier}
              />
            </div>
          ) : null}
          {messages.map((message) => (
            <Message
              key={message.id}
              message={message}
              approvals={message.end === null && message.role === "assistant" ? view.approvals : none}
              elicitations={message.end === null && message.role === "assistant" ? view.elicitations : nobody}
              first={first}
            />
          ))}
          {orphans.map((asked) => (
            <ElicitationCard key={asked.id} asked={asked} />
          ))}
          {below.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} first={approval.id === first} />
          ))}
        </div>
      </div>
      {more ? (
        <button
          type="button"
          data-testid="new-messages"
          onClick={toBottom}
          className="appear absolute bottom-3 left-1/2 inline-flex min-h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-raised px-3.5 text-sm shadow-float hover:bg-hover"
        >
          <ArrowDown size={14} aria-hidden="true" />
          {t.chat.newMessages}
        </button>
      ) : null}
    </div>
  );
}

const none: ConversationView["approvals"] = [];
const nobody: ConversationView["elicitations"] = [];

/** Follows the bottom while one is there. */
function useFollow(view: ConversationView) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const kept = useRef(false);
  const [more, setMore] = useState(false);

  const toBottom = useCallback(() => {
    const box = scroller.current;
    if (box !== null) {
      following.current = true;
      box.scrollTop = box.scrollHeight;
      setMore(false);
    }
  }, []);

  const keepPlace = useCallback(() => {
    kept.current = true;
    requestAnimationFrame(() => requestAnimationFrame(() => (kept.current = false)));
  }, []);

  // One's own message is always shown.
  const lastOwn = view.messages.findLast((message) => message.role === "user")?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when there is a new message of one's own.
  useLayoutEffect(toBottom, [lastOwn]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) {
      return;
    }
    let height = inner.offsetHeight;
    let seen = [box.clientHeight, box.scrollHeight];
    const away = () => box.scrollHeight - box.scrollTop - box.clientHeight > NEAR;
    const onScroll = () => {
      // Where the window or the text has another size than before, nobody has scrolled: the observer answers that.
      if (box.clientHeight !== seen[0] || box.scrollHeight !== seen[1]) {
        return;
      }
      following.current = !away();
      if (following.current) {
        setMore(false);
      }
    };
    const observer = new ResizeObserver(() => {
      const grown = inner.offsetHeight > height;
      height = inner.offsetHeight;
      seen = [box.clientHeight, box.scrollHeight];
      if (kept.current) {
        following.current = !away();
      } else if (following.current) {
        box.scrollTop = box.scrollHeight;
      } else if (grown && away()) {
        setMore(true);
      }
    });
    box.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(inner);
    observer.observe(box);
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  return { scroller, content, more, toBottom, keepPlace };
}

/** Draws earlier messages above without moving what is being read. */
function Earlier({
  scroller,
  count,
  onMore,
  label,
}: {
  scroller: React.RefObject<HTMLDivElement | null>;
  count: number;
  onMore: () => void;
  label: string;
}) {
  const before = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs after earlier messages were drawn.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box !== null && before.current !== null) {
      box.scrollTop += box.scrollHeight - before.current;
      before.current = null;
    }
  }, [count]);
  return (
    <button
      type="button"
      onClick={() => {
        before.current = scroller.current?.scrollHeight ?? null;
        onMore();
      }}
      className="min-h-8 rounded-md px-3 text-sm text-accent hover:bg-hover"
    >
      {label}
    </button>
  );
}
