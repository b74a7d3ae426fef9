#!/usr/bin/env python3
"""Lists what the name model is taught of names beside the treebanks: kind, tab, name.

usage: list_names.py GAZETTEER_FOLDER WORDNET_FOLDER OUT

PER  first names, persons of WordNet and the surnames among them
ORG  organizations, agencies, and well-known names of all sorts of organizations (known_organizations.txt)
LOC  countries, capitals, regions, cities, places of WordNet
OTH  demonyms; events, works and other single things of WordNet
A name that means things of several kinds stands there once for each.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compile_gazetteer

WORDNET_KINDS = {'14': 'ORG', '15': 'LOC', '18': 'PER'}  # files of nouns: group, location, person
INSTANCE = '@i'  # the pointer of one thing to the class that it belongs to
GENERATIONS = {'Jr.', 'Sr.', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'}


def wordnet_nouns(folder):
    """-> file number, words, types of pointers of each synset (wndb(5WN))"""
    with open(os.path.join(folder, 'data.noun'), encoding='ascii') as file:
        for line in file:
            if line.startswith('  '):
                continue
            fields = line.split(' | ')[0].split()
            count = int(fields[3], 16)
            words = [w.split('(')[0].replace('_', ' ') for w in fields[4:4 + 2 * count:2]]
            yield fields[1], words, fields[5 + 2 * count::4]


def add_wordnet(names, folder):
    for number, words, pointers in wordnet_nouns(folder):
        if INSTANCE not in pointers:
            continue
        kind = WORDNET_KINDS.get(number, 'OTH')
        for word in words:
            if not word[0].isupper():
                continue
            names.add((kind, word))
            parts = [part for part in word.split() if part not in GENERATIONS]
            if kind == 'PER' and len(parts) > 1 and parts[-1][0].isupper():
                names.add((kind, parts[-1]))


def add_gazetteer(names, folder):
    def add(kind, phrases):
        for phrase in phrases:
            phrase = phrase.strip()
            names.add((kind, phrase[4:] if phrase.startswith('the ') else phrase))

    def table(name):
        return compile_gazetteer.read_table(folder, name + '.tsv')

    for name in ('organizations', 'agencies'):
        for row in table(name):
            add('ORG', [row['name']] + row.get('aliases', '').split(';'))
    with open(os.path.join(folder, 'known_organizations.txt'), encoding='utf-8') as file:
        add('ORG', (line for line in file.read().splitlines() if not line.startswith('#')))
    for row in table('places'):
        add('LOC', [row['name']] + row['aliases'].split(';'))
        add('OTH', row['demonyms'].split(';'))
    for row in table('countries'):
        add('LOC', [row['name'], row['official_name']] + row['capitals'].split('|'))
        add('LOC', (phrase for phrase in row['alt_names'].split('|') if len(phrase) > 2))
        add('OTH', row['demonym'].split(', '))
    for name in ('admin1', 'cities15000'):
        add('LOC', (row['name'] for row in table(name)))
    add('PER', (row['name'] for row in table('first-names')))


def main():
    gazetteer, wordnet, out = sys.argv[1:]
    names = set()
    add_wordnet(names, wordnet)
    add_gazetteer(names, gazetteer)
    with open(out, 'w', encoding='utf-8', newline='\n') as file:
        file.writelines('%s\t%s\n' % name for name in sorted(names) if name[1])


if __name__ == '__main__':
    main()
