/** Which catalogue is in use, and how times and numbers are written in its language. */
import { useCore } from "../state/store";
import { type Catalogue, en } from "./en";
import { zhCn } from "./zh-cn";

export type Language = "en" | "zh-CN";

export const catalogues: Record<Language, Catalogue> = { en, "zh-CN": zhCn };

/** The language for a setting's value: `system` follows the system. */
export function languageFor(value: string | undefined): Language {
  if (value === "en" || value === "zh-CN") {
    return value;
  }
  return /^zh/i.test(navigator.language) ? "zh-CN" : "en";
}

export function useLanguage(): Language {
  return useCore((state) => languageFor(state.settings.find((entry) => entry.key === "language")?.value));
}

/** The catalogue in use. */
export function useText(): Catalogue {
  return catalogues[useLanguage()];
}

/** A moment, whole: what hovering shows. */
export function absolute(at: string, language: Language): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(date);
}

/** A moment, short: relative while it is fresh, the time of day today, the date before. */
export function relative(at: string, now: number, language: Language): string {
  const date = new Date(at);
  const time = date.getTime();
  if (Number.isNaN(time)) {
    return at;
  }
  const text = catalogues[language].time;
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes >= -1 && minutes < 1) {
    return text.now;
  }
  if (minutes > 0 && minutes < 60) {
    return text.minutes(minutes);
  }
  const today = new Date(now).toDateString() === date.toDateString();
  const sameYear = new Date(now).getFullYear() === date.getFullYear();
  const options: Intl.DateTimeFormatOptions = today
    ? { hour: "numeric", minute: "2-digit" }
    : { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(language, options).format(date);
}

/** A moment of today to the millisecond, for who compares moments. */
export function clock(at: string, language: Language): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : new Intl.DateTimeFormat(language, {
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        fractionalSecondDigits: 3,
        hourCycle: "h23",
      }).format(date);
}

/** How long something took. */
export function duration(ms: number, language: Language): string {
  const text = catalogues[language].time;
  if (ms < 100) {
    return text.ms(ms);
  }
  if (ms < 60_000) {
    return text.seconds(
      new Intl.NumberFormat(language, { maximumFractionDigits: ms < 10_000 ? 1 : 0 }).format(ms / 1000),
    );
  }
  return text.minutesSeconds(Math.floor(ms / 60_000), Math.floor((ms % 60_000) / 1000));
}

/** How large something is. */
export function size(bytes: number, language: Language): string {
  const [unit, value] =
    bytes < 1_000 ? ["byte", bytes] : bytes < 1_000_000 ? ["kilobyte", bytes / 1_000] : ["megabyte", bytes / 1_000_000];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  const unitDisplay = unit === "byte" ? "long" : "short";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits }).format(value);
}
