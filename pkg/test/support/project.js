// A blank project in a temporary folder with the packed package installed, as a customer's would be.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The folder of the package's sources (`pkg/`). */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The packed package: `$CX_TARBALL`, or packed here for a run by hand. */
export async function tarball() {
  if (process.env.CX_TARBALL) return process.env.CX_TARBALL
  const folder = await mkdtemp(join(tmpdir(), 'cx-auth-pack-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageFolder })
  return join(folder, Object.values(JSON.parse(stdout))[0].filename)
}

export async function blankProject() {
  const folder = await mkdtemp(join(tmpdir(), 'cx-auth-project-'))
  const project = {
    folder,
    installed: join(folder, 'node_modules/cx-auth'),
    async write(path, text) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    },
    /** Runs a program of the package's own development tools in the project; resolves with its output, also when it fails. */
    run: (program, ...words) =>
      run(program === 'node' ? process.execPath : join(packageFolder, 'node_modules/.bin', program), words, { cwd: folder })
        .then(({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }))
        .catch(({ code, stdout, stderr }) => ({ code, output: stdout + stderr })),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  await project.write('package.json', JSON.stringify({ name: 'blank', private: true, type: 'module' }))
  // Offline: the package must bring no dependency along.
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', await tarball()], { cwd: folder })
  return project
}
