package parse

import (
	"math"
	"slices"
)

// Fields that apps on the watch add to messages (developer fields), and what
// the runner answers when the watch asks. A message of its own describes each
// such field; it may stand before or behind the definitions that use it.

// fitMaxDescriptions is how many changes to what is known of the fields of
// apps are taken from one part: each makes every definition be looked at anew.
const fitMaxDescriptions = 100

// fitAppField is a field of an app in a definition.
type fitAppField struct {
	num, index byte // of the field, and of the app in this file
	size       int  // bytes
	off        int  // bytes from the beginning of the message's content
}

// fitDescribed is a field of an app that we read.
type fitDescribed struct {
	num, index    byte
	base          fitBase
	scale, offset float64 // value = number/scale − offset
	channel       Channel // appPower or appFeeling
	name          string  // for people
}

// fitAppValue is how a message holds a field of an app that we read.
type fitAppValue struct {
	fitField
	scale, offset float64
	channel       Channel
}

// describe reads the description of a field of an app.
func (p *fitPart) describe(d *fitDef, msg []byte) {
	f, ours := d.described(msg)
	at := slices.IndexFunc(p.described, func(o fitDescribed) bool { return o.num == f.num && o.index == f.index })
	switch {
	case at < 0 && !ours, at >= 0 && ours && p.described[at] == f, p.descriptions == fitMaxDescriptions:
		return
	case at < 0:
		p.described = append(p.described, f)
	case ours:
		p.described[at] = f
	default: // the number now means something else
		p.described = slices.Delete(p.described, at, at+1)
	}
	p.descriptions++
	for i := range p.defs {
		p.planApps(&p.defs[i])
	}
}

// described returns the field that msg describes and says whether we read it:
// the power in the samples, and Suunto's feeling.
func (d *fitDef) described(msg []byte) (f fitDescribed, ours bool) {
	index, _ := d.number(0, msg)
	num, _ := d.number(1, msg)
	base, ok := d.number(2, msg)
	f = fitDescribed{num: byte(num), index: byte(index), base: fitBase(base & 0x1f), scale: 1}
	if v, ok := d.number(6, msg); ok && v > 0 {
		f.scale = float64(v)
	}
	if v, ok := d.number(7, msg); ok {
		f.offset = float64(v)
	}
	name, unit := d.text(3, msg), d.text(8, msg)
	f.name = quoted(name)
	const nativePower = 7
	mesg, sayMesg := d.number(14, msg)
	native, sayNative := d.number(15, msg)
	inRecord := !sayMesg || mesg == fitMesgRecord
	switch {
	case !ok:
		return f, false
	case normal(name) == "feeling":
		f.channel = appFeeling
		return f, true
	case inRecord && (normal(name) == "power" || sayMesg && sayNative && native == nativePower):
		f.channel = appPower
		return f, slices.Contains([]string{"", "w", "watt", "watts"}, normal(unit))
	}
	return f, false
}

// planApps works out what is taken from the fields of apps in the messages of
// d. Of two fields for the same the first one counts.
func (p *fitPart) planApps(d *fitDef) {
	d.extra = d.extra[:0]
	if d.global != fitMesgRecord && d.global != fitMesgSession {
		return
	}
	var have [numRawChannels]bool
	for _, a := range d.apps {
		at := slices.IndexFunc(p.described, func(f fitDescribed) bool { return f.num == a.num && f.index == a.index })
		if at < 0 || have[p.described[at].channel] {
			continue
		}
		f := p.described[at]
		have[f.channel] = true
		d.extra = append(d.extra, fitAppValue{
			fitField: fitField{num: a.num, base: f.base, size: a.size, off: a.off},
			scale:    f.scale, offset: f.offset, channel: f.channel,
		})
		if f.channel == appPower && d.global == fitMesgRecord && p.powerFrom == "" {
			p.powerFrom = f.name
		}
	}
}

// in returns the value of a in msg, NaN where it holds none.
func (a *fitAppValue) in(msg []byte, big bool) float64 {
	v, ok := a.value(msg, big)
	if v = v/a.scale - a.offset; !ok || a.channel == appFeeling && !(v >= 1 && v <= 5) {
		return math.NaN()
	}
	return v
}

// sampleApps takes the fields of apps in a record into the columns of sample n.
func (p *fitPart) sampleApps(d *fitDef, msg []byte, n int) {
	for i := range d.extra {
		p.put(d.extra[i].channel, n, d.extra[i].in(msg, d.big))
	}
}

// answered reads what a session says about the runner.
func (p *fitPart) answered(d *fitDef, msg []byte) Answers {
	const (
		feel, exertion, sweat = 192, 193, 178
		garmin                = 1
		full                  = 100
	)
	a := NoAnswers()
	if v, ok := d.number(feel, msg); ok && v >= 0 && v <= full {
		a.FeelFrac = float64(v) / full
	}
	if v, ok := d.number(exertion, msg); ok && v >= 0 && v <= full {
		a.RPE = float64(v) / 10
	}
	if f, ok := d.field(sweat); ok && p.maker == garmin && f.base == fitUint16 && f.size == 2 {
		if v, ok := f.number(msg, d.big); ok {
			a.SweatLossML = float64(v)
		}
	}
	for i := range d.extra {
		if d.extra[i].channel == appFeeling {
			a.FeelingOf5 = d.extra[i].in(msg, d.big)
		}
	}
	return a
}

// develop moves the columns of apps where they belong: power where the device
// recorded none, which it says, and the last feeling where the session has none.
func (e *fitEffort) develop() (powered bool) {
	col := &e.samples.col
	if powered = col[Power] == nil && col[appPower] != nil; powered {
		col[Power] = col[appPower]
	}
	for _, v := range slices.Backward(col[appFeeling]) {
		if math.IsNaN(e.answers.FeelingOf5) {
			e.answers.FeelingOf5 = v
		}
	}
	col[appPower], col[appFeeling] = nil, nil
	return powered
}

// fitValues counts the values of a column.
func fitValues(col []float64) (n int) {
	for _, v := range col {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}
