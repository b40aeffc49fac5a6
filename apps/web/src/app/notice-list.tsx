import type { ReactNode } from "react";
import { useValue } from "../market/value-store.ts";
import { dismiss, noticeStore } from "./notices.ts";

/** Lines about what just happened; a screen reader says them. */
export function NoticeList(): ReactNode {
  const notices = useValue(noticeStore);
  return (
    <div className="notices" role="log" aria-label="Notices">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" data-tone={notice.tone}>
          <span className="notice-text" title={notice.text}>
            {notice.text}
          </span>
          <button
            type="button"
            className="quiet small"
            aria-label="Dismiss notice"
            onClick={() => dismiss(notice.id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
