/** Which model answers. A demo model says that it is one. */
import { ChevronDown } from "lucide-react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { buttonClass } from "../../parts/button";
import { SetBy } from "../../parts/field";
import { Menu, MenuItem, MenuRadio, MenuRadioItem, MenuSeparator } from "../../parts/menu";
import { visibleLine } from "../../parts/visible";
import { go } from "../../state/place";
import { attempt } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";

export function ModelPicker() {
  const t = useText();
  const say = useSay();
  const models = useCore((state) => state.models);
  const id = useCore((state) => state.model);
  const lockedBy = useCore((state) => setting(state, "model")?.locked_by ?? null);
  const model = models.find((other) => other.id === id) ?? null;
  const name = model === null ? t.chat.noModel : visibleLine(say(model.name));

  return (
    <Menu
      label={t.chat.pickModel}
      side="top"
      trigger={
        <button
          type="button"
          data-testid="model-picker"
          data-model={id ?? ""}
          data-demo={model?.demo ?? false}
          className={buttonClass("quiet", "min-w-0 text-sm text-soft hover:text-ink")}
        >
          <span className="sr-only">
            {t.chat.model}
            {t.colon}
          </span>
          <span className="truncate">{name}</span> {model?.demo ? <DemoLabel /> : null}
          <ChevronDown size={14} aria-hidden="true" className="shrink-0" />
        </button>
      }
    >
      {models.length === 0 ? <p className="max-w-64 px-2.5 py-2 text-soft">{t.chat.noModelLead}</p> : null}
      {lockedBy === null ? (
        <MenuRadio value={id ?? ""} onChange={(next) => attempt(commands.setModel(next))}>
          {models.map((other) => (
            <MenuRadioItem key={other.id} value={other.id} data-testid="model-option" data-model={other.id}>
              <span className="flex items-center gap-2">
                <bdi>{visibleLine(say(other.name))}</bdi>
                {other.demo ? <DemoLabel /> : null}
              </span>
              <span className="block text-sm text-soft">
                <bdi>{visibleLine(say(other.provider_name))}</bdi>
              </span>
            </MenuRadioItem>
          ))}
        </MenuRadio>
      ) : (
        <p className="px-2.5 py-2">
          <SetBy who={visibleLine(say(lockedBy))} />
        </p>
      )}
      <MenuSeparator />
      <MenuItem onClick={() => go({ screen: "settings" })}>{t.chat.addModel}</MenuItem>
    </Menu>
  );
}

function DemoLabel() {
  const t = useText();
  return (
    <span data-testid="demo-label" className="shrink-0 rounded-sm bg-warn-tint px-1.5 text-xs text-warn">
      {t.demo.label}
    </span>
  );
}
