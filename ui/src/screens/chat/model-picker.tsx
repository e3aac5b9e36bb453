/** Which model answers: a list to search in, by provider. A demo model says that it is one. */
import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type ModelView } from "../../ipc";
import { Button, buttonClass } from "../../parts/button";
import { inputClass, SetBy } from "../../parts/field";
import { visibleLine } from "../../parts/visible";
import { go } from "../../state/place";
import { attempt } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";

/** A model as it is searched for. */
interface Entry {
  id: string;
  name: string;
  provider: string;
  demo: boolean;
}

/** The models of one provider. */
interface Group {
  id: string;
  name: string;
  items: Entry[];
}

export function ModelPicker() {
  const t = useText();
  const say = useSay();
  const models = useCore((state) => state.models);
  const id = useCore((state) => state.model);
  const lockedBy = useCore((state) => setting(state, "model")?.locked_by ?? null);
  const [open, setOpen] = useState(false);
  const groups = useMemo(() => grouped(models, (words) => visibleLine(say(words))), [models, say]);
  const chosen = groups.flatMap((group) => group.items).find((entry) => entry.id === id) ?? null;
  // The chosen model may be away while others are there: none of them is taken without a word.
  const none = models.length === 0 ? t.chat.noModel : t.chat.chooseModel;

  return (
    <Combobox.Root
      items={lockedBy === null ? groups : []}
      value={chosen}
      onValueChange={(next: Entry | null) => {
        if (next !== null) {
          attempt(commands.setModel(next.id));
        }
      }}
      isItemEqualToValue={(a: Entry, b: Entry) => a.id === b.id}
      itemToStringLabel={(entry: Entry) => `${entry.name} ${entry.provider}`}
      open={open}
      onOpenChange={setOpen}
      autoHighlight
    >
      <Combobox.Trigger
        // A combobox has no name by what stands in it.
        aria-label={`${t.chat.model}${t.colon}${chosen?.name ?? none}`}
        data-testid="model-picker"
        data-model={id ?? ""}
        data-demo={chosen?.demo ?? false}
        className={buttonClass("quiet", "min-w-0 text-sm text-soft hover:text-ink")}
      >
        <span className="truncate">{chosen?.name ?? none}</span> {chosen?.demo ? <DemoLabel /> : null}
        <ChevronDown size={14} aria-hidden="true" className="shrink-0" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner side="top" align="start" sideOffset={6} collisionPadding={4} className="z-40">
          <Combobox.Popup
            aria-label={t.chat.pickModel}
            className="appear flex max-h-[min(60vh,var(--available-height))] w-[min(360px,calc(100vw-16px))] flex-col rounded-lg bg-raised shadow-float outline-none"
          >
            {lockedBy === null && models.length > 0 ? <Choices /> : null}
            {lockedBy === null ? null : (
              <p className="px-3.5 py-3">
                <SetBy who={visibleLine(say(lockedBy))} />
              </p>
            )}
            {models.length === 0 ? <p className="px-3.5 py-3 text-soft">{t.chat.noModelLead}</p> : null}
            <div className="border-t border-line p-1">
              <Button
                kind="quiet"
                className="w-full justify-start"
                data-testid="model-add"
                onClick={() => {
                  setOpen(false);
                  go({ screen: "settings" });
                }}
              >
                {t.chat.addModel}
              </Button>
            </div>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** The field to search in, and what it finds. */
function Choices() {
  const t = useText();
  return (
    <>
      <div className="relative p-1.5">
        <Search
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-soft"
        />
        <Combobox.Input
          aria-label={t.chat.findModel}
          placeholder={t.chat.findModel}
          spellCheck={false}
          data-testid="model-search"
          className={`${inputClass} pl-8`}
        />
      </div>
      <Combobox.Empty>
        <p className="px-3.5 pt-1 pb-3 text-soft">{t.chat.noSuchModel}</p>
      </Combobox.Empty>
      <Combobox.List className="min-h-0 flex-1 scroll-py-1 overflow-y-auto overscroll-contain px-1 pb-1 outline-none empty:hidden">
        {(group: Group) => (
          <Combobox.Group key={group.id} items={group.items}>
            <Combobox.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-soft select-none">
              <bdi>{group.name}</bdi>
            </Combobox.GroupLabel>
            <Combobox.Collection>
              {(entry: Entry) => (
                <Combobox.Item
                  key={entry.id}
                  value={entry}
                  data-testid="model-option"
                  data-model={entry.id}
                  className="flex min-h-8 items-center gap-2 rounded-md px-2.5 py-1 outline-none select-none data-highlighted:bg-hover"
                >
                  <span className="flex size-4 shrink-0 items-center justify-center">
                    <Combobox.ItemIndicator>
                      <Check size={14} aria-hidden="true" />
                    </Combobox.ItemIndicator>
                  </span>
                  <bdi className="min-w-0 break-words">{entry.name}</bdi>
                  {entry.demo ? <DemoLabel /> : null}
                </Combobox.Item>
              )}
            </Combobox.Collection>
          </Combobox.Group>
        )}
      </Combobox.List>
    </>
  );
}

function grouped(models: readonly ModelView[], text: (words: ModelView["name"]) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const model of models) {
    const provider = text(model.provider_name);
    const group = groups.get(model.provider_id) ?? { id: model.provider_id, name: provider, items: [] };
    group.items.push({ id: model.id, name: text(model.name), provider, demo: model.demo });
    groups.set(model.provider_id, group);
  }
  return [...groups.values()];
}

function DemoLabel() {
  const t = useText();
  return (
    <span data-testid="demo-label" className="shrink-0 rounded-sm bg-warn-tint px-1.5 text-xs text-warn">
      {t.demo.label}
    </span>
  );
}
