import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import vitest from '@vitest/eslint-plugin';
import prettier from 'eslint-config-prettier/flat';
import jsdoc from 'eslint-plugin-jsdoc';
import n from 'eslint-plugin-n';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const published = ['packages/*/src/**/*.ts'];
const tests = ['**/*.test.ts', '**/*.test-d.ts', 'tests/**/*.ts', 'packages/*/test/**/*.ts'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/.tsup/', '**/*.d.cts', 'docs/api/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    rules: {
      // `(error) => callback(error)` is the plain way to write a callback.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A limit or a code in a message is a number.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A caller's failure passes through untouched, whatever it is.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // The compiler knows less than callers without types do: arguments are checked at run time.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Reasons that come out of promises are unknown; a falsy error means success.
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // It wants the non-null assertion that no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/class-literal-property-style': 'off',
      // A parameter that only gives a function its length is named with an underscore.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // Type parameters that appear once carry inference to the caller.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: published,
    ignores: tests,
    plugins: { n, jsdoc },
    settings: { node: { version: '>=20.0.0' } },
    rules: {
      'n/no-unsupported-features/node-builtins': 'error',
      'n/no-unsupported-features/es-builtins': 'error',
      'n/no-unsupported-features/es-syntax': 'error',
      'n/no-extraneous-import': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        { publicOnly: { esm: true, cjs: false, window: false }, require: { ClassDeclaration: true } },
      ],
      // Packages import core and never each other; they meet through callbacks, promises and signals.
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^@sluice/(?!core$)', message: 'Packages import @sluice/core only.' },
            { regex: '^(\\.\\./)+(\\w+)/src', message: 'Packages import each other by name, and only core.' },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/*/src/internal/**/*.ts'],
    rules: { 'jsdoc/require-jsdoc': 'off' },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^@sluice/', message: 'Core imports no package.' }] }],
    },
  },
  {
    files: tests,
    extends: [vitest.configs.recommended],
    settings: { vitest: { typecheck: true } },
    rules: {
      'vitest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', 'assert*', 'fc.assert', 'assertType', 'compare*', 'check*'] },
      ],
      // Leak checks stand in afterEach; an assertion may be started before the clock is moved and awaited after.
      'vitest/no-standalone-expect': 'off',
      'vitest/valid-expect': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Functions of every shape are made from source text, and only for their length or their sloppy mode.
      '@typescript-eslint/no-implied-eval': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      // Peers reject with undefined, throw strings and resolve with void.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    // A type test that compiles has passed; `@ts-expect-error` is an assertion too.
    files: ['**/*.test-d.ts'],
    rules: { 'vitest/expect-expect': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }] },
  },
  {
    files: ['examples/*/page.js'],
    languageOptions: { globals: globals.browser },
  },
  prettier,
);
