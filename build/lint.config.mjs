import { fileURLToPath } from 'node:url';

import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('..', import.meta.url));

const electronImport = {
  name: 'electron',
  message: 'Only electron/main.ts, electron/preload.ts and electron/shell/* may import electron.',
};

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'node_modules/', '**/*.d.ts']),
  {
    files: ['**/*.{ts,tsx,mjs}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { regexp },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // A text of others must not be able to make an expression stand: time in line with its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': [
        'error',
        { report: 'potential', ignorePartial: false, ignoreSticky: false },
      ],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'no-restricted-imports': ['error', { paths: [electronImport] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'shared/**/*.ts', 'build/**/*.mjs'],
    rules: { 'max-lines': ['error', 350] },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [electronImport, 'react', 'react-dom'],
          patterns: [
            { group: ['node:*'], message: 'shared/ imports no Node.' },
            { group: ['**/electron/**', '**/renderer/**'], message: 'shared/ knows neither side.' },
          ],
        },
      ],
    },
  },
  {
    files: [
      'electron/main.ts',
      'electron/preload.ts',
      'electron/shell/**/*.ts',
      'build/electron/default-app/main.mjs',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [electronImport],
          patterns: [
            { group: ['node:*', '**/electron/**'], message: 'The renderer sees only the bridge.' },
          ],
        },
      ],
    },
  },
  {
    files: ['build/**/*.mjs', 'electron/control/cli.ts', 'test/**/*.{ts,tsx}'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[arguments.length=1][callee.object.name="vi"][callee.property.name="waitFor"]',
          message: 'vi.waitFor gives up after 1 s; use eventually (test/support/eventually.ts).',
        },
      ],
    },
  },
  {
    // JSON is typed by a JSDoc annotation here, which the compiler takes and these two rules do not.
    files: ['build/**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['*.config.mjs', 'build/**/*.config.{ts,mjs}'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
