package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// piece is a part of a sentence; a strong one stands out where the format can.
type piece struct {
	Text   string
	Strong bool
}

// sentence collects pieces: text between ** stands out.
func sentence(format string, args ...any) []piece {
	var out []piece
	for i, part := range strings.Split(format, "**") {
		out = append(out, piece{part, i%2 == 1})
	}
	verbs := 0
	for i := range out {
		n := strings.Count(out[i].Text, "%")
		out[i].Text = fmt.Sprintf(out[i].Text, args[verbs:verbs+n]...)
		verbs += n
	}
	return out
}

// plainText joins pieces.
func plainText(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// evidenceOf returns a piece of a finding's evidence, missing where it has none
// of that name or did not fire.
func evidenceOf(f *analyze.Finding, name string) analyze.Maybe {
	if f == nil || f.State != analyze.Fired {
		return analyze.Maybe{}
	}
	for _, m := range f.Evidence {
		if m.Name == name {
			return analyze.Maybe{Value: m.Value, Known: true}
		}
	}
	return analyze.Maybe{}
}

// fired is the finding of a rule where it fired, else nil.
func fired(r *analyze.Result, rule string) *analyze.Finding {
	if f := r.Finding(rule); f != nil && f.State == analyze.Fired {
		return f
	}
	return nil
}

// referenceName is what the pace is called with which a run is compared.
func referenceName(ref analyze.Reference) string {
	switch ref {
	case analyze.RefGoal:
		return "goal pace"
	case analyze.RefPredict:
		return "pace of your recent races"
	case analyze.RefRest:
		return "rest of the run"
	case analyze.RefSettled:
		return "settled pace"
	}
	return "average"
}

// owned is a reference as the runner's own, for the middle of a sentence.
func owned(ref analyze.Reference) string {
	switch ref {
	case analyze.RefRest, analyze.RefPredict:
		return "the " + referenceName(ref)
	}
	return "your " + referenceName(ref)
}

// against words what a time was compared with.
func against(ref analyze.Reference) string {
	switch ref {
	case analyze.RefGoal:
		return "your goal allows"
	case analyze.RefPredict:
		return "your recent races allow"
	}
	return owned(ref)
}

// firstMileName is what the first mile is called in the runner's unit.
func (u Units) firstMileName() string {
	if u == Km {
		return "The first mile (1.61" + nbsp + "km)"
	}
	return "Mile" + nbsp + "1"
}

// headline tells a run in one to three sentences: what can be read off it, and
// nothing about what led to what.
func (u Units) headline(r *analyze.Result, s analyze.Story) []piece {
	clauses := u.clauses(r, s)
	var out []piece
	for i, c := range clauses {
		switch {
		case i == 0:
			c[0].Text = upperFirst(c[0].Text)
			if c[0].Text == "" {
				c[1].Text = upperFirst(c[1].Text)
			}
		case i == len(clauses)-1 && i > 1:
			out = append(out, piece{", and ", false})
		case i == len(clauses)-1:
			out = append(out, piece{" and ", false})
		default:
			out = append(out, piece{", ", false})
		}
		out = append(out, c...)
	}
	if len(clauses) > 0 {
		out = append(out, piece{".", false})
	} else {
		out = quiet(r, s)
	}
	out = append(danger(r), out...)
	out = append(out, crampCost(s)...)
	out = append(out, goalSentence(r)...)
	if slices.ContainsFunc(r.Notes, func(n parse.Note) bool { return n.Code == parse.Truncated }) {
		out = append(out, piece{" The file is cut off: what may have come after is not known.", false})
	}
	return out
}

// danger comes before all else that a headline tells: too much was drunk. The
// scales show it; a rate alone makes it likely.
func danger(r *analyze.Result) []piece {
	switch {
	case fired(r, "fluid/weight-gain") != nil:
		return sentence("**You drank more than you lost**, which can be dangerous. ")
	case r.DrankTooMuch():
		return sentence("**You may have drunk more than is safe.** ")
	}
	return nil
}

func upperFirst(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// clauses are what stands out in a run: its start, its slowdown, its cramps.
func (u Units) clauses(r *analyze.Result, s analyze.Story) [][]piece {
	var out [][]piece
	if f := r.FirstMile; f.Withheld == nil && f.Level != analyze.LevelNone {
		out = append(out, sentence("%s was **%s faster** than %s",
			u.firstMileName(), span(f.ReferenceS.Value-f.TimeS.Value), against(f.Reference)))
	}
	wall, fade := r.Finding("pace/wall"), r.Finding("pace/fade")
	switch from, slower := evidenceOf(wall, "from"), evidenceOf(wall, "slower"); {
	case from.Known && slower.Known:
		out = append(out, sentence("from **%s** you ran **%s slower**", u.mark(from.Value), percent(slower.Value)))
	case evidenceOf(fade, "fade").Known:
		out = append(out, sentence("the second half was **%s slower** than the first", percent(evidenceOf(fade, "fade").Value)))
	}
	if c := u.crampClause(r); c != nil {
		out = append(out, c)
	}
	return out
}

// crampClause tells the cramps of a run, nil without one.
func (u Units) crampClause(r *analyze.Result) []piece {
	during, after, first := 0, 0, ""
	for _, c := range r.Cramps {
		switch {
		case c.BeforeStart:
		case c.AfterFinish:
			after++
		default:
			during++
			if first == "" && c.DistanceM.Known {
				first = u.mark(c.DistanceM.Value)
			} else if first == "" && c.AtS.Known {
				first = clock(c.AtS.Value)
			}
		}
	}
	switch {
	case during == 1 && first != "":
		return sentence("a cramp struck at **%s**", first)
	case during > 1 && first != "":
		return sentence("from **%s** on you cramped **%s**", first, times(during))
	case during > 0:
		return sentence("you cramped **%s**", times(during))
	case after > 0:
		return sentence("a cramp came **after the finish**")
	}
	return nil
}

// times words how often.
func times(n int) string {
	words := []string{"never", "once", "twice", "three times", "four times", "five times", "six times"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprintf("%d times", n)
}

// quiet is the headline of a run in which nothing stands out.
func quiet(r *analyze.Result, s analyze.Story) []piece {
	f := r.FirstMile
	cramp := "no cramp is noted"
	if len(r.Suggestions) > 0 {
		cramp = "no cramp is noted for sure"
	}
	switch {
	case f.Withheld != nil:
		return sentence("Pace was **not judged**: %s. %s.", f.Withheld.Reason, upperFirst(cramp))
	case fired(r, "pace/fast-first-half") != nil:
		return sentence("The first half was **faster than %s**; %s.", against(f.Reference), cramp)
	}
	if f := r.Finding("pace/fade"); f == nil || f.State != analyze.Clear { // fired, it is no quiet run
		return sentence("The first mile was **not too fast**, and %s.", cramp)
	}
	return sentence("The first mile was **not too fast**, the second half **held up**, and %s.", cramp)
}

// crampCost is the time that the cramps took, where it is known.
func crampCost(s analyze.Story) []piece {
	if s.CrampLostS.Value < visibleS {
		return nil
	}
	what := "The cramps took"
	if s.CrampsLost == 1 {
		what = "The cramp took"
	}
	return sentence(" %s **about %s**.", what, span(s.CrampLostS.Value))
}

// goalSentence sets the time beside the goal, where that is for what was run.
func goalSentence(r *analyze.Result) []piece {
	if !r.GoalS.Known || r.GoalApart {
		return nil
	}
	return sentence(" %s for a goal of %s.", duration(r.ClockS()), duration(r.GoalS.Value))
}
