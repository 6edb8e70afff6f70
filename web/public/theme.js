// Sets the colour scheme before the first paint; a file of its own, as the content security policy allows no inline script.
(function () {
  var chosen = localStorage.getItem('netaas-color-scheme')
  var isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
