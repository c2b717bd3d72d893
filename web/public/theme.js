// Before the first paint, so that no page flashes in the other theme.
try {
  const theme = localStorage.getItem('vain-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage can be closed to pages; the system's theme holds.
}
