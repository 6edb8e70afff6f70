import js from '@eslint/js'
import query from '@tanstack/eslint-plugin-query'
import boundaries from 'eslint-plugin-boundaries'
import a11y from 'eslint-plugin-jsx-a11y'
import react from 'eslint-plugin-react'
import hooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

// Texts that readers see are asked for by t() or rich(), so that there are all languages of them. What has no word in it
// (signs, acronyms, the product's name, examples without a space) is no text.
const word = '(?!Netaas|nsenter).*[a-z]{2}'
const shownAttribute = 'JSXAttribute[name.name=/^(label|title|description|aria-label|aside|text|action|hint|alt|header)$/]'
const untranslated = [
  `JSXText[value=/[A-Za-z]*[a-z]{2}/]:not([value=/^\\s*(Netaas|nsenter)\\s*$/])`,
  `${shownAttribute} > Literal[value=/^${word}/]`,
  `${shownAttribute} > JSXExpressionContainer > :matches(Literal[value=/^${word}/], TemplateLiteral[quasis.0.value.raw=/[a-z]{2} /])`,
  'JSXAttribute[name.name="placeholder"] > Literal[value=/[a-z]{2} [a-z]/]',
  `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > :matches(Literal, ConditionalExpression > Literal, LogicalExpression > Literal)[value=/^${word}/]`,
  `Property[key.name=/^(title|hint|label|header|meaning)$/] > Literal[value=/^[A-Z].* [a-z]/]`,
].map((selector) => ({ selector, message: 'Ask for a text that readers see by t() or rich() of shared/i18n.' }))

export default defineConfig(
  { ignores: ['dist/', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'public/*.js', 'scripts/*.js'] } } } },
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
          { from: 'main', allow: ['app', 'shared'] },
          { from: 'app', allow: ['app', 'feature', 'shared'] },
          { from: 'feature', allow: [['feature', { feature: '${from.feature}' }], 'shared'] },
          { from: 'shared', allow: ['shared', 'api'] },
        ],
      }],
      'react/no-multi-comp': 'error',
      'max-lines': ['error', 150],
      'no-restricted-syntax': ['error', ...untranslated],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['*.js', 'public/*.js', 'scripts/*.js', 'vite.config.ts'], extends: [ts.configs.disableTypeChecked] },
  { files: ['scripts/*.js'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
  { files: ['public/*.js'], languageOptions: { globals: { document: 'readonly', localStorage: 'readonly', matchMedia: 'readonly' } } },
)
