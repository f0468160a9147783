// `npm run mutants`: puts small faults into src/, one at a time, and counts which of them ring 2 finds.
//   npm run mutants -- --mutate 'src/job/*.ts'      only there (all of it takes hours)
export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  mutate: ["src/**/*.ts"],
  tsconfigFile: "", // it would be rewritten by TypeScript's JavaScript API, which version 7 doesn't have
  coverageAnalysis: "perTest",
  ignoreStatic: true, // each would need every test in a new page
  concurrency: 2,
  tempDirName: ".stryker",
  reporters: ["progress-append-only", "clear-text", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: ".stryker/report.json" },
  thresholds: { high: 90, low: 80, break: 80 },
};
