/** Copies a text and says that it did. */
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/text";
import { Button, IconButton, type Kind } from "./button";
import { copyText } from "./clipboard";

interface Props {
  /** The text, or how to make it when asked. */
  text: string | (() => string);
  label?: string;
  /** An icon alone. */
  compact?: boolean;
  kind?: Kind;
  className?: string;
  "data-testid"?: string;
  "data-url"?: string;
}

export function CopyButton({ text, label, compact = false, kind = "secondary", ...rest }: Props) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = () => {
    void copyText(typeof text === "string" ? text : text()).then(() => {
      setCopied(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(false), 2000);
    });
  };

  const icon = copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />;
  const words = copied ? t.copied : (label ?? t.copy);
  return compact ? (
    <IconButton label={words} onClick={copy} {...rest}>
      {icon}
    </IconButton>
  ) : (
    <Button kind={kind} icon={icon} onClick={copy} {...rest}>
      <span aria-live="polite">{words}</span>
    </Button>
  );
}
