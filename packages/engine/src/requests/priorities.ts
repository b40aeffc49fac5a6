import type { RequestPriority } from "@legbook/domain";

export function isUrgent(priority: RequestPriority): boolean {
  return priority === "cancel" || priority === "order";
}
