#!/usr/bin/env python3
"""Compiles the gazetteer's plain files into one table to be mapped.

usage: compile_gazetteer.py GAZETTEER_FOLDER WORDNET_FOLDER SECTION…

Each phrase (lower-case, as printed otherwise) leads to one entry per thing it may name, the likeliest
first: what was written for newsrooms by hand, then countries, demonyms, capitals, regions, cities,
first names. Of several cities of one name the largest stays. Sections, little-endian:
  words    phrases, canonical names and countries, one after the other
  buckets  hash bucket -> first entry (FNV-1a of the phrase), one more as the end
  entries  phrase, name, country, their lengths, kind, flags, population
"""
import os
import struct
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sections

COUNTRY, DEMONYM, CAPITAL, REGION, CITY, PLACE, AGENCY, ORGANIZATION, METONYM, EVENT, FIRST_NAME = range(11)
COMMON, ACRONYM, NEEDS_THE, FEMALE, MALE = 1, 2, 4, 8, 16
PHRASE_BYTES = 64

# Regions are taken from countries whose regions the English-language press calls by name.
REGION_COUNTRIES = set('US CA AU GB IN CN RU UA DE FR ES IT BR MX JP PK IR TR SY IQ AF ZA NG'.split())
FUNCTION_WORDS = set('the of in an as at so to by on no or us it he we me my see san la le el al de du'.split())


def plain(text):
    """Without accents: how an agency's wire prints "Türkiye"."""
    return ''.join(c for c in unicodedata.normalize('NFD', text) if not unicodedata.combining(c))


def read_table(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as file:
        lines = [l.rstrip('\n').split('\t') for l in file if l.strip() and not l.startswith('#')]
    head = lines[0]
    return [dict(zip(head, l + [''] * (len(head) - len(l)))) for l in lines[1:]]


def read_common_words(folder):
    """Words that WordNet writes in lower case: "reading", "nice", "mobile", but not "Paris"."""
    words = set(FUNCTION_WORDS)
    for name in ('noun', 'verb', 'adj', 'adv'):
        with open(os.path.join(folder, 'data.' + name), encoding='ascii') as file:
            for line in file:
                if not line.startswith('  '):
                    fields = line.split(' ', 4)
                    count = int(fields[3], 16)
                    words.update(w.split('(')[0] for w in fields[4].split(' ')[:2 * count:2] if w.islower())
    return words


class Gazetteer:
    def __init__(self, common):
        self.common, self.rows, self.seen = common, [], set()

    def add(self, phrase, name, kind, country='', population=0, flags=0):
        for variant in dict.fromkeys((phrase, plain(phrase))):
            self.add_one(variant.replace('’', "'"), name, kind, country, population, flags)

    def add_one(self, phrase, name, kind, country, population, flags):
        if phrase.startswith('the '):
            phrase, flags = phrase[4:], flags | NEEDS_THE
        key = phrase.lower(), kind
        if not phrase or len(key[0].encode()) > PHRASE_BYTES or key in self.seen:
            return
        self.seen.add(key)
        if not any(c.islower() for c in phrase):
            flags |= ACRONYM
        if key[0] in self.common:
            flags |= COMMON
        self.rows.append((key[0], name, country, kind, flags, population))

    def add_names(self, row, kind, country):
        for phrase in [row['name']] + row.get('aliases', '').split(';'):
            self.add(phrase, row['name'], kind, country)

    def add_demonyms(self, demonyms, name):
        for phrase in filter(None, demonyms):
            self.add(phrase, name, DEMONYM, name)
            if phrase.endswith(('an', 'i', 'ian', 'er', 'ot', 'ite')):
                self.add(phrase + 's', name, DEMONYM, name)


def country_names(folder, places):
    """-> {ISO code: the name that newspapers use}"""
    renamed = {alias: row['name'] for row in places if row['kind'] == 'country'
               for alias in row['aliases'].split(';') if alias}
    return {row['iso2']: renamed.get(row['name'], row['name']) for row in read_table(folder, 'countries.tsv')}


def add_own(gazetteer, folder, places):
    kinds = {'country': COUNTRY, 'region': REGION, 'place': PLACE}
    for row in places:
        kind = kinds[row['kind']]
        gazetteer.add_names(row, kind, row['name'] if kind == COUNTRY else row['within'])
        gazetteer.add_demonyms(row['demonyms'].split(';'), row['name'])
    for file, kind in (('metonyms', METONYM), ('agencies', AGENCY), ('organizations', ORGANIZATION), ('events', EVENT)):
        for row in read_table(folder, file + '.tsv'):
            gazetteer.add_names(row, kind, row.get('country', ''))


def add_countries(gazetteer, folder, names):
    rows = read_table(folder, 'countries.tsv')
    for row in rows:
        name = names[row['iso2']]
        for phrase in [name, row['name'], row['official_name']] + row['alt_names'].split('|'):
            if ',' not in phrase and len(phrase) > 2:
                gazetteer.add(phrase, name, COUNTRY, name)
    # "French" is France's before it is French Guiana's: the plainest name first.
    for row in sorted(rows, key=lambda r: (len(r['name']), r['iso2'])):
        gazetteer.add_demonyms(row['demonym'].split(', '), names[row['iso2']])
    for row in rows:
        for phrase in row['capitals'].split('|'):
            gazetteer.add(phrase, phrase, CAPITAL, names[row['iso2']])


def add_regions_and_cities(gazetteer, folder, names):
    for row in read_table(folder, 'admin1.tsv'):
        code = row['code'].split('.')[0]
        if code in REGION_COUNTRIES and len(row['name']) > 3 and row['name'].lower() not in gazetteer.common:
            gazetteer.add(row['name'], row['name'], REGION, names.get(code, ''))
    cities = read_table(folder, 'cities15000.tsv')
    for row in sorted(cities, key=lambda r: (-int(r['population']), r['geonameid'])):
        gazetteer.add(row['name'], row['name'], CITY, names.get(row['country'], ''), int(row['population']))


def add_first_names(gazetteer, folder):
    sexes = {}
    for row in read_table(folder, 'first-names.tsv'):
        sexes[row['name']] = sexes.get(row['name'], 0) | (FEMALE if row['sex'] == 'f' else MALE)
    for name, flags in sexes.items():
        gazetteer.add(name, name, FIRST_NAME, flags=flags)


def main():
    folder, wordnet, outputs = sys.argv[1], sys.argv[2], sys.argv[3:]
    places = read_table(folder, 'places.tsv')
    names = country_names(folder, places)
    gazetteer = Gazetteer(read_common_words(wordnet))
    add_own(gazetteer, folder, places)
    add_countries(gazetteer, folder, names)
    add_regions_and_cities(gazetteer, folder, names)
    add_first_names(gazetteer, folder)

    rows, buckets = sections.hashed(gazetteer.rows, lambda row: row[0])
    words = sections.Words()
    entries = [struct.pack('<IIIHHHBBI', words.add(phrase), words.add(name), words.add(country),
                           len(phrase.encode()), len(name.encode()), len(country.encode()), kind, flags, population)
               for phrase, name, country, kind, flags, population in rows]
    sections.write(outputs, [words.bytes(), sections.integers(buckets), b''.join(entries)])


if __name__ == '__main__':
    main()
