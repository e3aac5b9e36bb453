/**
 * Where one writes. Enter sends, or what the settings say, Shift+Enter breaks, Escape stops, Up in an empty field brings
 * back what one wrote before; `/` lists commands and prompts, and `@` resources; files are picked, pasted or dropped.
 */
import { ArrowUp, Square } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { type AttachmentView, type ConversationView, commands } from "../../ipc";
import { ErrorNote } from "../../parts/error-note";
import { perform } from "../../shell/commands";
import { rememberField, takeEnter } from "../../shell/first-field";
import { now } from "../../shell/now";
import { useSendKey } from "../../shell/send-key";
import { useUsable } from "../../shell/usable";
import { addAttached, clearAttached, removeAttached, restoreAttached, useAttached } from "../../state/attached";
import { clearDraft, draftOf, keepDraft } from "../../state/drafts";
import { addFiles, clearRefused, filesOf, longText, useComing } from "../../state/files";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { Added } from "./added";
import { ArgumentForm, attach } from "./argument-form";
import { AttachButton } from "./attach-button";
import { ModelPicker } from "./model-picker";
import { OfferList, optionId } from "./offer-list";
import type { Listed, Offer, Wish } from "./offers";
import { send } from "./send";
import { useGrowing } from "./use-growing";
import { useOffers } from "./use-offers";
import { useRecall } from "./use-recall";

interface Props {
  id: string | null;
  view: ConversationView | undefined;
  busy: boolean;
}

export function Composer({ id, view, busy }: Props) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(id) ?? view?.draft ?? "");
  const hasModel = useCore((state) => state.models.length > 0);
  const sendKey = useSendKey();
  const sending = useTask();
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const attached = useAttached(id);
  const coming = useComing(id);
  const [asking, setAsking] = useState<Extract<Offer, { type: "prompt" | "template" }> | null>(null);
  const touched = useRef(draftOf(id) !== undefined);

  // A draft that arrives with its conversation, unless one has begun to write.
  const draft = view?.draft;
  useEffect(() => {
    if (draft && !touched.current) {
      setText(draft);
    }
  }, [draft]);

  useGrowing(field, text);
  useEffect(() => {
    const box = field.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  }, []);
  useEffect(() => rememberField(t.chat.composer, t.chat.placeholder), [t]);
  useUsable();

  const change = useCallback(
    (next: string) => {
      touched.current = true;
      // Whoever goes on writing has not sent yet.
      takeEnter();
      setText(next);
      keepDraft(id, next);
    },
    [id],
  );

  const add = async (coming: Promise<AttachmentView>) => {
    await addAttached(id, coming);
    setAsking(null);
    field.current?.focus();
  };
  const choose = (offer: Listed, wish: Wish) => {
    // What was written to find it is not part of the message.
    change(text.slice(0, wish.at) + text.slice(wish.at + wish.filter.length + 1));
    if (offer.type === "command") {
      perform(offer.command, now());
      return;
    }
    const asks = offer.type === "template" || (offer.type === "prompt" && offer.prompt.arguments.length > 0);
    if (asks) {
      setAsking(offer);
    } else {
      void sending.run(() => add(attach(offer, {})));
    }
  };
  const list = useOffers(text, caret, choose);
  const recall = useRecall(field, view, text, change);

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = filesOf(event.clipboardData);
    const long = files.length > 0 ? null : longText(event.clipboardData, `${t.attach.pasted}.txt`);
    if (files.length > 0 || long !== null) {
      event.preventDefault();
      void addFiles(id, long === null ? files : [long], long !== null);
    }
  };
  const toText = (attachment: AttachmentView) =>
    void sending.run(async () => {
      const pasted = await commands.attachmentText(attachment.file?.blob ?? "");
      const before = draftOf(id) ?? text;
      change(before === "" ? pasted : `${before}\n${pasted}`);
      removeAttached(id, attachment);
      field.current?.focus();
    });

  const reading = coming.some((one) => one.refusal === null);
  const something = text.trim() !== "" || attached.length > 0;
  const ready = something && hasModel && !busy && !sending.busy && !reading;
  const submit = () => {
    if (!ready) {
      return;
    }
    const message = text.trim();
    const added = attached;
    change("");
    clearAttached(id);
    clearRefused(id);
    clearDraft(id);
    void sending
      .run(() =>
        send(
          id,
          message,
          added.map((one) => one.id),
        ),
      )
      .then((ok) => {
        if (!ok) {
          // Nothing that was written is lost, neither before nor meanwhile.
          const newer = draftOf(id) ?? "";
          change(newer === "" ? message : `${message}\n\n${newer}`);
          restoreAttached(id, added);
        }
      });
  };
  // Somebody was faster than the window: the Enter of the first paint.
  useEffect(() => {
    if (ready && takeEnter()) {
      submit();
    }
  });
  const stop = () => {
    if (id !== null && busy) {
      void sending.run(() => commands.stopTurn(id));
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An input method's own Enter and Escape are its own; 229 is how older webviews say so.
    if (event.nativeEvent.isComposing || event.keyCode === 229) {
      return;
    }
    if (list.onKey(event) || recall.onKey(event)) {
      return;
    }
    if (sendKey.sends(event)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && busy) {
      event.preventDefault();
      stop();
    }
  };

  return (
    <div>
      {sending.error ? <ErrorNote error={sending.error} className="mb-3" /> : null}
      {asking === null ? null : (
        <ArgumentForm
          key={`${asking.server.id} ${asking.type}`}
          offer={asking}
          onDone={add}
          onClose={() => {
            setAsking(null);
            field.current?.focus();
          }}
        />
      )}
      {list.wish === null ? null : (
        <OfferList
          id={listId}
          wish={list.wish}
          commands={list.commands}
          more={list.more}
          offers={list.offers}
          chosen={list.chosen}
          onChoose={(offer) => list.wish !== null && choose(offer, list.wish)}
        />
      )}
      <div className="rounded-lg border border-edge/60 bg-raised focus-within:border-accent">
        <Added id={id} attached={attached} coming={coming} onText={toText} />
        <textarea
          ref={field}
          data-testid="composer"
          aria-label={t.chat.composer}
          placeholder={t.chat.placeholder}
          rows={1}
          dir="auto"
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={list.wish === null ? undefined : listId}
          aria-activedescendant={list.chosen === null ? undefined : optionId(listId, list.chosen)}
          onChange={(event) => {
            setCaret(event.target.selectionStart);
            change(event.target.value);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="block max-h-[40vh] w-full resize-none bg-transparent px-3.5 pt-3 pb-1 focus-visible:outline-none"
        />
        <div className="flex items-center justify-between gap-2 p-1.5">
          <div className="flex min-w-0 items-center gap-0.5">
            <AttachButton
              onFiles={(files) => {
                void addFiles(id, files);
                field.current?.focus();
              }}
            />
            <ModelPicker />
          </div>
          {busy ? (
            <button
              type="button"
              data-testid="stop"
              aria-label={t.chat.stop}
              title={`${t.chat.stop} (Esc)`}
              onClick={stop}
              className="inline-flex size-8 items-center justify-center rounded-md border border-edge/60 hover:bg-hover"
            >
              <Square size={12} aria-hidden="true" fill="currentColor" />
            </button>
          ) : (
            <button
              type="button"
              data-testid="send"
              aria-label={t.chat.send}
              title={`${t.chat.send} (${sendKey.shown})`}
              disabled={!ready}
              onClick={submit}
              className="inline-flex size-8 items-center justify-center rounded-md bg-accent text-on-accent hover:bg-accent-hover disabled:bg-hover disabled:text-soft"
            >
              <ArrowUp size={16} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
