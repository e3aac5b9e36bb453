/** In place of a screen that could not be drawn: that it is so, a way to try again, and what an expert asks for. */
import type { ReactNode } from "react";
import { useText } from "../i18n/text";
import { toError } from "../ipc";
import { Boundary } from "../parts/boundary";
import { Button } from "../parts/button";
import { ErrorNote } from "../parts/error-note";
import { forgetFailed } from "../parts/lazily";

/** The screen; `of` says which it is: another one is drawn whatever became of the one before. */
export function Guarded({ of, children }: { of?: unknown; children: ReactNode }) {
  return (
    <Boundary
      of={of}
      instead={(error, again) => (
        <Broken
          error={error}
          onAgain={() => {
            forgetFailed();
            again();
          }}
        />
      )}
    >
      {children}
    </Boundary>
  );
}

function Broken({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const t = useText();
  return (
    <div data-testid="broken" className="mx-auto flex h-full max-w-[52ch] flex-col justify-center p-6">
      <ErrorNote error={toError(error)}>
        <Button data-testid="draw-again" onClick={onAgain}>
          {t.tryAgain}
        </Button>
      </ErrorNote>
    </div>
  );
}
