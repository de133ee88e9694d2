/** The manifests of each ecosystem and the languages that it is for. */

export interface Ecosystem {
  readonly name: string;
  /** names of files in the folder that it is built in */
  readonly manifest: RegExp;
  readonly languages: readonly string[];
}

export const ECOSYSTEMS: readonly Ecosystem[] = [
  {
    name: 'npm',
    manifest: /^package\.json$/,
    languages: ['TypeScript', 'JavaScript', 'Vue', 'Svelte', 'Astro'],
  },
  {
    name: 'python',
    manifest: /^(pyproject\.toml|setup\.py|setup\.cfg|requirements\.txt|Pipfile)$/,
    languages: ['Python', 'Cython'],
  },
  { name: 'go', manifest: /^go\.mod$/, languages: ['Go'] },
  { name: 'cargo', manifest: /^Cargo\.toml$/, languages: ['Rust'] },
  { name: 'maven', manifest: /^pom\.xml$/, languages: ['Java', 'Kotlin', 'Scala'] },
  {
    name: 'gradle',
    manifest: /^(build|settings)\.gradle(\.kts)?$/,
    languages: ['Java', 'Kotlin', 'Groovy', 'Scala'],
  },
  { name: 'ruby', manifest: /^(Gemfile|[\w-]+\.gemspec)$/, languages: ['Ruby'] },
  { name: 'composer', manifest: /^composer\.json$/, languages: ['PHP'] },
  { name: 'dotnet', manifest: /\.(sln|slnx|csproj|fsproj)$/, languages: ['C#', 'F#'] },
  { name: 'cmake', manifest: /^CMakeLists\.txt$/, languages: ['C', 'C++', 'Cuda', 'Objective-C'] },
  { name: 'make', manifest: /^(GNU)?[Mm]akefile$/, languages: ['C', 'C++', 'Assembly'] },
];
