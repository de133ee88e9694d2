/** How packages of Python are imported: seldom by another name than their own, but then by any. Pure. */

/** Of packages that are known by another name where they are imported. */
const IMPORTED_AS: Readonly<Record<string, string>> = {
  attrs: 'attr',
  beautifulsoup4: 'bs4',
  'discord-py': 'discord',
  'django-environ': 'environ',
  djangorestframework: 'rest_framework',
  'faiss-cpu': 'faiss',
  gitpython: 'git',
  'google-api-python-client': 'googleapiclient',
  grpcio: 'grpc',
  mysqlclient: 'MySQLdb',
  'opencv-python': 'cv2',
  'opencv-python-headless': 'cv2',
  pillow: 'PIL',
  progressbar2: 'progressbar',
  protobuf: 'google',
  'psycopg2-binary': 'psycopg2',
  pycryptodome: 'Crypto',
  pygithub: 'github',
  pyjwt: 'jwt',
  pymupdf: 'fitz',
  pynacl: 'nacl',
  pyopenssl: 'OpenSSL',
  pyserial: 'serial',
  'python-dateutil': 'dateutil',
  'python-docx': 'docx',
  'python-dotenv': 'dotenv',
  'python-jose': 'jose',
  'python-magic': 'magic',
  'python-pptx': 'pptx',
  'python-slugify': 'slugify',
  'python-telegram-bot': 'telegram',
  pyyaml: 'yaml',
  pyzmq: 'zmq',
  'ruamel-yaml': 'ruamel',
  'scikit-image': 'skimage',
  'scikit-learn': 'sklearn',
  setuptools: 'pkg_resources',
  'websocket-client': 'websocket',
};

export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Servers, plugins, drivers, backports, types and tools, which nothing imports by name. */
export const NEVER_IMPORTED =
  /^(gunicorn|uvicorn|hypercorn|daphne|waitress|uwsgi|python-multipart|psycopg.*|asyncpg|aiosqlite|aiomysql|pymysql|mysqlclient|mysql-.*|email-validator|bcrypt|argon2-cffi|cryptography|greenlet|gevent|eventlet|h2|httptools|uvloop|watchfiles|brotli.*|tzdata|typing-extensions|importlib-.*|colorama|setuptools.*|wheel|pip|whitenoise|openpyxl|xlrd|lxml|pyarrow|fastparquet|tabulate|simplejson|certifi|ujson|orjson|hiredis|pysocks|socksio|pyopenssl|service-identity|dnspython|markupsafe|itsdangerous|accelerate|sentencepiece|tiktoken|einops|safetensors|bitsandbytes|ipython|jupyter.*|notebook|black|ruff|mypy|flake8.*|isort|pre-commit|tox|nox|coverage|build|twine|debugpy|pytest.*|types-.*|.*-stubs|mkdocs.*|sphinx.*|opentelemetry-.*|django-.*|flask-.*|.*-plugin|.*-backend|.*-driver)$/;

const GENERIC =
  /^(python|py|client|sdk|api|core|lib|library|binary|tools?|utils?|common|base|extra|contrib)$/;

/** The words of which one is written wherever the package is used. */
export function wordsOf(name: string): string[] {
  const plain = normalized(name);
  const parts = plain.split('-').filter((part) => part.length >= 4 && !GENERIC.test(part));
  const known = IMPORTED_AS[plain];
  const all = [plain.replaceAll('-', '_'), plain.replaceAll('-', '.'), plain.replaceAll('-', ''), ...parts];
  const bare = plain.replace(/^py|py$/g, '');
  return [
    ...new Set([...all, ...(bare.length >= 3 ? [bare] : []), ...(known === undefined ? [] : [known])]),
  ].map((word) => word.replaceAll('.', '\\.'));
}

/** The packages that may provide what is imported by a name. */
export function providersOf(module: string): string[] {
  const own = normalized(module);
  const others = Object.entries(IMPORTED_AS).filter(
    ([, imported]) => imported.toLowerCase() === module.toLowerCase(),
  );
  return [own, ...others.map(([name]) => name)];
}

/** Modules of the language itself; packages of some of these names exist too. */
export const STANDARD: ReadonlySet<string> = new Set(
  'abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cmath cmd code codecs collections concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email ensurepip enum errno faulthandler fcntl filecmp fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing numbers operator optparse os pathlib pdb pickle pkgutil platform plistlib poplib posixpath pprint profile pty pwd queue quopri random re readline resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string struct subprocess sys sysconfig syslog tarfile tempfile termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'.split(
    ' ',
  ),
);
