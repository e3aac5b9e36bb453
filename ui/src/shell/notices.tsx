/** What a person should be told, and errors that have no place of their own: one line each, above the screen. */
import { Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useSay } from "../i18n/say";
import { useText } from "../i18n/text";
import { commands, type Details, type NoticeKind, type Words } from "../ipc";
import { IconButton } from "../parts/button";
import { DetailsFold } from "../parts/details-fold";
import { visible } from "../parts/visible";
import { attempt, dismissProblem, useProblems } from "../state/problems";
import { useCore } from "../state/store";

const grave: readonly NoticeKind[] = ["database", "disk"];

export function Notices() {
  const t = useText();
  const notices = useCore((state) => state.notices);
  const problems = useProblems((state) => state.list);
  if (notices.length === 0 && problems.length === 0) {
    return null;
  }
  return (
    <section aria-label={t.notice.label} className="max-h-[40vh] shrink-0 overflow-y-auto border-b border-line">
      {notices.map((notice) => (
        <Line
          key={notice.id}
          id={notice.id}
          kind={notice.kind}
          title={t.notice.kind[notice.kind]}
          message={notice.message}
          details={notice.details}
          icon={
            grave.includes(notice.kind) ? (
              <TriangleAlert size={16} aria-hidden="true" className="mt-2 shrink-0 text-warn" />
            ) : (
              <Info size={16} aria-hidden="true" className="mt-2 shrink-0 text-soft" />
            )
          }
          onDismiss={() => attempt(commands.dismissNotice(notice.id))}
        />
      ))}
      {problems.map(({ id, error }) => (
        <Line
          key={id}
          id={String(id)}
          kind="error"
          message={error.message.pattern === "" ? t.somethingFailed : error.message}
          details={error.details}
          code={error.code}
          icon={<TriangleAlert size={16} aria-hidden="true" className="mt-2 shrink-0 text-danger" />}
          onDismiss={() => dismissProblem(id)}
        />
      ))}
    </section>
  );
}

interface LineProps {
  id: string;
  kind: string;
  title?: string;
  message: Words;
  details: Details | null;
  code?: string;
  icon: ReactNode;
  onDismiss: () => void;
}

function Line({ id, kind, title, message, details, code, icon, onDismiss }: LineProps) {
  const t = useText();
  const say = useSay();
  return (
    <div
      role={kind === "error" ? "alert" : "status"}
      data-testid="notice"
      data-kind={kind}
      data-id={id}
      className="flex gap-2.5 border-b border-line py-1 pr-2 pl-4 last:border-0"
    >
      {icon}
      <div className="min-w-0 flex-1 pt-1.5 pb-1">
        <p data-testid={kind === "error" ? "error-message" : undefined}>
          {title ? (
            <span className="font-medium">
              {title}
              {t.colon}
            </span>
          ) : null}
          {visible(say(message))}
        </p>
        <DetailsFold message={message} details={details} {...(code ? { code } : {})} />
      </div>
      <IconButton label={t.dismiss} onClick={onDismiss} data-testid="notice-dismiss">
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
