// Before anything is painted, so that nothing jumps: beside the charts the sentence is short.
document.documentElement.dataset.view =
  /^#\/?(incidents|alarms|logs|checklists|configuration)\b/.exec(location.hash)?.[1] ?? 'now';
