#!/usr/bin/env bash
# What the whole suite wants from the system: a browser, a CJK font, PostgreSQL, text recognition, LibreOffice. Installs what it may; says what it could not.
set -u
missing=()
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ] || missing+=(chromium fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || [ -n "${TEST_POSTGRES_URL:-}" ] || missing+=(postgresql)
tesseract --list-langs 2>/dev/null | grep -qx chi_tra || missing+=(tesseract-ocr tesseract-ocr-chi-tra)
command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-calc-nogui)
[ ${#missing[@]} -eq 0 ] && exit 0
as=""
if [ "$(id -u)" -ne 0 ]; then as="sudo -n"; $as true 2>/dev/null || as=none; fi
if [ "$as" != none ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  if $as apt-get update -qq && $as apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then exit 0; fi
fi
echo "Not installed: ${missing[*]}. The tests that need them are skipped; to run them: sudo apt install ${missing[*]}" >&2
exit 0
