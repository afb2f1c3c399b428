package analyze

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"crampcheck/parse"
)

// State is what a rule answers on a run. Silence is never mistaken for health.
type State string

// The states.
const (
	Fired    State = "fired"
	Clear    State = "clear"
	Withheld State = "withheld"
)

// Severity orders findings. "Strong" of a pace level is Warn.
type Severity string

// The severities, from least to most.
const (
	Info   Severity = "info"
	Tip    Severity = "tip"
	Notice Severity = "notice"
	Warn   Severity = "warn"
	Urgent Severity = "urgent"
)

// Rank orders severities: a more severe one has a higher rank.
func (s Severity) Rank() int {
	return slices.Index([]Severity{Info, Tip, Notice, Warn, Urgent}, s)
}

// Grade says how sure research is of a rule's claim.
type Grade string

// The grades, from most to least (evidence: "How to read this file").
const (
	Strong   Grade = "strong"   // consensus, or several concordant prospective results
	Moderate Grade = "moderate" // one good prospective or very large observational study
	Weak     Grade = "weak"     // small laboratory studies, cross-sections, self-report
	Opinion  Grade = "opinion"  // coaching lore
)

// Rank orders grades: a surer one has a higher rank.
func (g Grade) Rank() int { return slices.Index([]Grade{Opinion, Weak, Moderate, Strong}, g) }

// Limit is one threshold of a rule. Source is a key of the bibliography, or
// "house" for our own choice.
type Limit struct {
	Name   string
	Value  float64
	Unit   Unit
	Source string
	Doc    string
}

// Rule is one row of the catalogue. The row is its documentation: what a
// runner reads of a rule, and what its check compares with, stands here alone.
type Rule struct {
	ID     string
	Title  string                                        // what a fired finding states, in a few words
	Doc    string                                        // what it means, and when it is wrong
	Limits []Limit                                       // the first is the main one
	Say    string                                        // the sentence of a fired finding; {name} stands for a piece of evidence
	Do     string                                        // what to do next time; "" for a plain statement
	Cite   []string                                      // keys of the bibliography
	Grade  Grade                                         // for the claim in Doc
	Needs  string                                        // what a run must hold for a verdict
	Check  func(p *Pass, r Rule) Verdict                 // on one run, with its samples
	Past   func(h *History, res *Result, r Rule) Verdict // on one run among the others; instead of Check
	Extra  bool                                          // beyond the core set
	LedTo  []Outcome                                     // what a fired finding may have led to, in the words of its sentence
	Any    bool                                          // speaks on every activity, not on runs alone
}

// Limit returns the value of the named limit. A name that the row does not
// have is a bug of this package.
func (r Rule) Limit(name string) float64 {
	for _, l := range r.Limits {
		if l.Name == name {
			return l.Value
		}
	}
	panic("rule " + r.ID + " has no limit " + name)
}

// Pass is what a rule may look at: one run, and what was derived from it.
type Pass struct {
	run *run
	*Result
}

// Verdict is a rule's answer on one run.
type Verdict struct {
	State    State
	Severity Severity // of a fired one
	Say, Do  string   // instead of the row's, where not ""
	Unless   string   // what would have left it silent, with {name} for evidence
	Evidence []Measure
	Words    []Word
	Limit    string // the limit that decided, where it is not the first
	Own      *Limit // a limit of the runner's own, such as the sweat rate, that decided
	Withheld *WithheldBecause
}

// Word is a piece of evidence that is no number.
type Word struct{ Name, Text string }

// WithheldBecause says why a rule gives no verdict and what it would need.
type WithheldBecause struct {
	Reason   string
	Measured *Measure // what was found instead, where that is a number
	Needed   string
}

// Finding is a verdict on one run. Each run holds one for every rule, so it keeps
// no more than what differs from run to run: its rule's title and sources stand
// in its Row, and most say nothing.
type Finding struct {
	Rule     string
	State    State
	Severity Severity
	Grade    Grade
	LedTo    []Outcome // what it may have led to
	Evidence []Measure
	Limit    *Limit
	Withheld *WithheldBecause
	Tells    *Told // nil where it says nothing; see Told
}

// Told is what a finding says, and where.
type Told struct {
	Say, Do string // with {name} for each piece of evidence
	Unless  string // what would have left it silent; "" where no single number decides
	Within  string // the rule whose finding on this run states the same fact; "" for a finding of its own
	Words   []Word
	Place   parse.Place // of the moment it is about, in the file; zero where it is about none
}

// Told returns what the finding says, empty where it says nothing.
func (f Finding) Told() Told {
	if f.Tells == nil {
		return Told{}
	}
	return *f.Tells
}

// Tell lets the finding say t instead of what it said.
func (f *Finding) Tell(t Told) {
	f.Tells = nil
	if t.Say+t.Do+t.Unless+t.Within != "" || len(t.Words) > 0 || t.Place != (parse.Place{}) {
		f.Tells = &t
	}
}

// Row returns the row of its rule with the catalogue's limits, without anything
// but the id for a rule that another version had.
func (f Finding) Row() Rule {
	if r, ok := findRule(f.Rule); ok {
		return r
	}
	return Rule{ID: f.Rule}
}

// withhold is the verdict of a rule that cannot judge.
func withhold(reason, needed string) Verdict {
	return Verdict{State: Withheld, Withheld: &WithheldBecause{Reason: reason, Needed: needed}}
}

// clear is the verdict of a rule that looked and found nothing.
func clear(evidence ...Measure) Verdict { return Verdict{State: Clear, Evidence: evidence} }

// fire is the verdict of a rule that found what it looks for.
func fire(s Severity, evidence ...Measure) Verdict {
	return Verdict{State: Fired, Severity: s, Evidence: evidence}
}

// Rules returns the catalogue with the limits that the options override.
func (o Options) Rules() []Rule {
	all := Rules()
	for i := range all {
		all[i] = o.adjust(all[i])
	}
	return all
}

// adjust returns a row with the limits that the options override.
func (o Options) adjust(r Rule) Rule {
	if len(o.Limits) == 0 {
		return r
	}
	r.Limits = slices.Clone(r.Limits)
	for k, l := range r.Limits {
		if v, ok := o.Limits[r.ID+"."+l.Name]; ok {
			r.Limits[k].Value, r.Limits[k].Source = v, "yours"
		}
	}
	return r
}

// rule returns a row of the catalogue with the options' limits. An unknown id
// is a bug of this package.
func (o Options) rule(id string) Rule { return o.adjust(ruleByID(id)) }

// LimitKey finds the limit that a name stands for: "pace/fast-first-mile.warn",
// or the id alone for the rule's first limit. ok is false for an unknown name.
func LimitKey(name string) (key string, ok bool) {
	id, limit, named := strings.Cut(name, ".")
	for _, r := range Rules() {
		if r.ID != id || len(r.Limits) == 0 {
			continue
		}
		if !named {
			return id + "." + r.Limits[0].Name, true
		}
		for _, l := range r.Limits {
			if l.Name == limit {
				return name, true
			}
		}
	}
	return "", false
}

// LimitNames returns every name that LimitKey knows, in the catalogue's order.
func LimitNames() []string {
	var out []string
	for _, r := range Rules() {
		for _, l := range r.Limits {
			out = append(out, r.ID+"."+l.Name)
		}
	}
	return out
}

// Rules returns the catalogue, sorted by id. It is made once; what is returned
// may be changed, but for what its slices hold.
func Rules() []Rule { return slices.Clone(catalogue()) }

// madeOnce is the catalogue. It has no initial value only because its rows speak
// of rules themselves; once made it never changes.
var madeOnce struct {
	sync.Once
	rows []Rule
}

// catalogue returns the rows, not to be changed.
func catalogue() []Rule {
	madeOnce.Do(func() { madeOnce.rows = makeRules() })
	return madeOnce.rows
}

func makeRules() []Rule {
	var all []Rule
	for _, family := range [][]Rule{
		paceRules(), effortRules(), fluidRules(), drinkRules(), bodyRules(), crampRules(), historyRules(), safetyRules(),
	} {
		all = append(all, family...)
	}
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// ruleByID returns a row of the catalogue. An unknown id is a bug of this
// package.
func ruleByID(id string) Rule {
	r, ok := findRule(id)
	if !ok {
		panic("no rule " + id)
	}
	return r
}

func findRule(id string) (r Rule, ok bool) {
	all := catalogue()
	i, ok := slices.BinarySearchFunc(all, id, func(r Rule, id string) int { return strings.Compare(r.ID, id) })
	if !ok {
		return Rule{}, false
	}
	return all[i], true
}

// judge asks every rule about the run and returns their findings in the order
// of the catalogue.
func judge(p *Pass) []Finding {
	all := catalogue()
	out := make([]Finding, 0, len(all))
	for _, r := range all {
		r = p.run.opt.adjust(r)
		var v Verdict
		switch {
		case !p.Run && !r.Any:
			v = withhold("not a run", "a running activity")
		case r.Check == nil:
			v = withhold("seen without the other runs", "the folder of runs")
		default:
			v = r.Check(p, r)
		}
		v.Withheld = p.run.desk.share(v.Withheld)
		out = append(out, r.finding(v))
	}
	return out
}

// Bare is a finding in a state, with nothing in it but what the row says.
func (r Rule) Bare(state State) Finding { return r.finding(Verdict{State: state}) }

func (r Rule) finding(v Verdict) Finding {
	f := Finding{
		Rule: r.ID, State: v.State, Severity: v.Severity, Grade: r.Grade, LedTo: r.LedTo, Evidence: v.Evidence, Withheld: v.Withheld,
	}
	told := Told{Say: v.Say, Do: v.Do, Unless: v.Unless, Words: v.Words}
	if v.State == Fired { // only a fired rule says its row's sentence
		told.Say, told.Do = cmp.Or(v.Say, r.Say), cmp.Or(v.Do, r.Do)
	}
	f.Tell(told)
	if len(r.Limits) > 0 {
		f.Limit = &r.Limits[0] // of the row, which never changes: all findings share it
		for i := range r.Limits {
			if r.Limits[i].Name == v.Limit {
				f.Limit = &r.Limits[i]
			}
		}
	}
	if v.Own != nil {
		f.Limit = v.Own
	}
	for _, m := range v.Evidence {
		if maybe(m.Value).Known {
			continue
		}
		panic(fmt.Sprintf("rule %s: evidence %s is not a number", r.ID, m.Name))
	}
	return f
}
