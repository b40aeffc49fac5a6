import { oneOf, preference } from "./preferences.ts";

export const themeStore = preference("theme", oneOf("dark", "light"), "dark");

function apply(): void {
  document.documentElement.dataset["theme"] = themeStore.get();
}

apply();
themeStore.subscribe(apply);

/** Dark to light and back; charts read the new colours themselves. */
export function toggleTheme(): void {
  themeStore.set(themeStore.get() === "dark" ? "light" : "dark");
}
