import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The API that `npm run dev` talks to.
const api = process.env.NETAAS_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': api, '/openapi.json': api, '/swagger': api } },
  // The content security policy allows no data: fonts, so that nothing is inlined.
  build: { assetsInlineLimit: 0, target: 'es2022' },
})
