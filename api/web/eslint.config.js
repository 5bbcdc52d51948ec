import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Imports go one way: app -> features -> shared; a feature knows no other feature. */
const oneWay = (...patterns) => [
  "error",
  { patterns: patterns.map((regex) => ({ regex, message: "Imports go one way: app -> features -> shared." })) },
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "client", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  a11y.flatConfigs.recommended,
  hooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // There is no compiler here that would memoize.
      "react-hooks/incompatible-library": "off",
      "max-lines-per-function": ["error", { max: 90, skipBlankLines: true, skipComments: true }],
      "max-lines": ["error", { max: 260, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["src/shared/**"], rules: { "no-restricted-imports": oneWay("^@/(features|app)/") } },
  { files: ["src/features/**"], rules: { "no-restricted-imports": oneWay("^@/app/", "^@/features/") } },
);
