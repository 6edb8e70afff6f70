import js from '@eslint/js'
import query from '@tanstack/eslint-plugin-query'
import boundaries from 'eslint-plugin-boundaries'
import a11y from 'eslint-plugin-jsx-a11y'
import react from 'eslint-plugin-react'
import hooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist/', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'public/*.js'] } } } },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest'], a11y.flatConfigs.strict, query.configs['flat/recommended']],
    plugins: { boundaries, react },
    settings: {
      react: { version: 'detect' },
      'import/resolver': { typescript: true, node: { extensions: ['.ts', '.tsx', '.d.ts'] } },
      'boundaries/elements': [
        { type: 'main', pattern: 'src/main.tsx', mode: 'file' },
        { type: 'app', pattern: 'src/app' },
        { type: 'feature', pattern: 'src/features/*', capture: ['feature'] },
        { type: 'shared', pattern: 'src/shared' },
        { type: 'api', pattern: 'src/api' },
      ],
    },
    rules: {
      // app → features → shared; no feature knows another.
      'boundaries/no-unknown-files': 'error',
      'boundaries/element-types': ['error', {
        default: 'disallow',
        rules: [
          { from: 'main', allow: ['app'] },
          { from: 'app', allow: ['app', 'feature', 'shared'] },
          { from: 'feature', allow: [['feature', { feature: '${from.feature}' }], 'shared'] },
          { from: 'shared', allow: ['shared', 'api'] },
        ],
      }],
      'react/no-multi-comp': 'error',
      'max-lines': ['error', 150],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['*.js', 'public/*.js', 'vite.config.ts'], extends: [ts.configs.disableTypeChecked] },
  { files: ['public/*.js'], languageOptions: { globals: { document: 'readonly', localStorage: 'readonly', matchMedia: 'readonly' } } },
)
