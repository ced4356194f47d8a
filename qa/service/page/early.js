// Before anything is painted: the language and the theme that were chosen last time.
"use strict";
try {
  const root = document.documentElement;
  root.lang = localStorage.getItem("zhangju.language") === "en" ? "en" : "zh-CN";
  root.dataset.theme = localStorage.getItem("zhangju.theme") || "auto";
} catch {
  // Storage is closed to this page: it begins in Chinese, as bright as the system.
}
