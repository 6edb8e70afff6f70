import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/app.css'
import { loadDictionary } from './shared/i18n/t'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')
// Modules put texts together as they load: the dictionary comes first.
await loadDictionary()
const { App } = await import('./app/App')
createRoot(root).render(<StrictMode><App /></StrictMode>)
