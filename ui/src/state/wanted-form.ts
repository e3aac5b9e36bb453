/** A form that was asked for from elsewhere, until its page has opened it. */
import { useEffect } from "react";
import { create } from "zustand";
import { go } from "./place";

export type Form = "server" | "provider";

const useWanted = create<{ form: Form | null }>(() => ({ form: null }));

/** Goes to the page that has the form, and has it opened there. */
export function wantForm(form: Form): void {
  useWanted.setState({ form });
  go({ screen: form === "server" ? "tools" : "settings" });
}

/** For the page that has the form. */
export function useWantedForm(form: Form, open: () => void): void {
  const wanted = useWanted((state) => state.form === form);
  useEffect(() => {
    if (wanted) {
      useWanted.setState({ form: null });
      open();
    }
  });
}
