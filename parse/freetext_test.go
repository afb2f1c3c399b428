package parse

import (
	"math"
	"strings"
	"testing"
)

func TestCrampWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"cramp", true},
		{"Cramped at mile 18", true},
		{"calves CRAMPING!", true},
		{"cramps, then walked", true},
		{"left calf cramped,walked it off", true},
		{"Krampf in der Wade", true},
		{"böse Krämpfe ab km 30", true},
		{"bo\u0308se Kra\u0308mpfe", true}, // marks that stand apart, as macOS has them
		{"KRÄMPFE", true},
		{"Kraempfe", true},
		{"Wadenkrampf bei km 29,5", true},
		{"crampe au mollet", true},
		{"j'ai eu des crampes", true},
		{"calambres en el gemelo", true},
		{"crampo al polpaccio", true},
		{"crampi", true},
		{"kramp in de kuit", true},
		{"cãibra na perna", true},
		{"caibras", true},
		{"not my day\ncramps at 30", true},
		{"no gels left, cramped", true},
		{"no pain but cramps", true},
		{"could not finish because of cramp", true},
		{"konnte nicht mehr wegen Krampf", true},
		{"gegen km 30 Krämpfe", true},
		{"im Mai Krämpfe", true},
		{"cramp, no energy left", true},
		{"no cramps until mile 20, then a cramp", true},

		{"", false},
		{"easy run", false},
		{"no cramps", false},
		{"No more cramps!", false},
		{"without cramps", false},
		{"without any cramping", false},
		{"didn't have any cramps", false},
		{"didn’t cramp", false},
		{"never cramped", false},
		{"not a cramp", false},
		{"cramp-free", false},
		{"cramp free at last", false},
		{"cramps: none", false},
		{"cramps? no", false},
		{"Krämpfe: keine.", false},
		{"keine Krämpfe", false},
		{"ganz ohne Krampf", false},
		{"diesmal keinen Krampf", false},
		{"pas de crampe", false},
		{"sans crampes", false},
		{"je n'ai pas eu de crampes", false},
		{"sin calambres", false},
		{"senza crampi", false},
		{"geen kramp", false},
		{"sem cãibras", false},
		{"salt against cramps", false},
		{"Salz gegen Krämpfe", false},
		{"evitar los calambres", false},
		{"anti-cramp drink", false},
		{"stretched to prevent a cramp", false},
		{"Wettkampf", false},
		{"krampfhaft", false},
		{"Krampus run", false},
		{"scramped", false},
		{"crampon", false},
		{"crampons on ice", false},
		{"cramp1", false},
		{strings.Repeat("x ", maxFreeText/2) + "cramp", false}, // beyond what is looked at
	} {
		if got := CrampWords(c.text); got != c.want {
			t.Errorf("CrampWords(%.60q) = %v", c.text, got)
		}
	}
}

func TestMomentInFreeText(t *testing.T) {
	const mile = 1609.344
	for _, c := range []struct {
		text string
		want Moment
	}{
		{"cramped at mile 18", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "mile 18"}},
		{"Krampf bei km 29,5", Moment{Kind: AtDistance, M: 29500, Unit: "km", UncertaintyM: 50, Text: "km 29,5"}},
		{"cramp at 1:42:10", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5, Text: "1:42:10"}},
		{"at 10:32am", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30, Text: "10:32am"}},
		{"cramp at 10:32, walked", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30, Text: "10:32"}},
		{"cramp at 2:05 P.M. sharp", Moment{Kind: AtClock, S: 50700, UncertaintyS: 30, Text: "2:05 P.M."}},
		{"cramp at 10 am.", Moment{Kind: AtClock, S: 36000, UncertaintyS: 1800, Text: "10 am"}},
		{"Krampf um 10:32 Uhr", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30, Text: "10:32"}},
		{"clock 10:32:05 calf", Moment{Kind: AtClock, S: 37925, UncertaintyS: 0.5, Text: "clock 10:32:05"}},
		{"(Mile 18.3) left calf", Moment{Kind: AtDistance, M: 18.3 * mile, Unit: "mi", UncertaintyM: 0.05 * mile, Text: "Mile 18.3"}},
		{"cramp: mile18", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "mile18"}},
		{"cramp @mile 18!", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "mile 18"}},
		{"cramp @ 18 mi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 mi"}},
		{"cramp @18mi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18mi"}},
		{"cramped at about 18 miles", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 miles"}},
		{"cramp around 18 mi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 mi"}},
		{"18 miles in, my calf went", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 miles"}},
		{"18 mi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 mi"}},
		{"crampe au km 30", Moment{Kind: AtDistance, M: 30000, Unit: "km", UncertaintyM: 500, Text: "km 30"}},
		{"crampes après 30 km", Moment{Kind: AtDistance, M: 30000, Unit: "km", UncertaintyM: 500, Text: "30 km"}},
		{"calambre a 30 km", Moment{Kind: AtDistance, M: 30000, Unit: "km", UncertaintyM: 500, Text: "30 km"}},
		{"Krämpfe ab km 30-32", Moment{Kind: AtDistance, M: 30000, Unit: "km", UncertaintyM: 500, Text: "km 30"}},
		{"calf hurt at 18–20 km", Moment{Kind: AtDistance, M: 18000, Unit: "km", UncertaintyM: 500, Text: "18 km"}},
		{"calf hurt @18mi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18mi"}},
		{"hit the wall after 1 h 42 m 10 s of this", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5, Text: "1 h 42 m 10 s"}},
		{"cramp at 42m", Moment{Kind: AtElapsed, S: 2520, UncertaintyS: 30, Text: "42m"}},
		{"cramp +42:10", Moment{Kind: AtElapsed, S: 2530, UncertaintyS: 0.5, Text: "+42:10"}},
		{"cramp at 1:19:05 timer", Moment{Kind: AtTimer, S: 4745, UncertaintyS: 0.5, Text: "1:19:05 timer"}},
		{"cramp just before marker 18", Moment{Kind: AtMarker, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "marker 18"}},
		{"cramped in lap 7", Moment{Kind: AtLap, Lap: 7, Text: "lap 7"}},
		{"the first of two: km 20 and km 30", Moment{Kind: AtDistance, M: 20000, Unit: "km", UncertaintyM: 500, Text: "km 20"}},
		{"finished in 3:50:00, cramp at 2:41:10", Moment{Kind: AtElapsed, S: 9670, UncertaintyS: 0.5, Text: "2:41:10"}},
		{"goal 3:50:00. Cramp at km 31", Moment{Kind: AtDistance, M: 31000, Unit: "km", UncertaintyM: 500, Text: "km 31"}},
		{"20 km long run, cramp at 18 km", Moment{Kind: AtDistance, M: 18000, Unit: "km", UncertaintyM: 500, Text: "18 km"}},
		{"ran at 5:20/km, cramp at 1:42", Moment{Kind: AtClock, S: 6120, UncertaintyS: 30, Text: "1:42"}},
		{"cramp at\u00a018\u202fmi", Moment{Kind: AtDistance, M: 18 * mile, Unit: "mi", UncertaintyM: mile / 2, Text: "18 mi"}},
		{"- 1:42:10 cramp", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5, Text: "1:42:10"}},
		{"10 km\n1:42:10 cramp", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5, Text: "1:42:10"}},
	} {
		got, ok := MomentIn(c.text)
		near := func(got *float64, want float64) {
			if math.Abs(*got-want) <= 1e-9*(1+math.Abs(want)) {
				*got = want
			}
		}
		near(&got.M, c.want.M)
		near(&got.UncertaintyM, c.want.UncertaintyM)
		if !ok || got != c.want {
			t.Errorf("MomentIn(%q)\n got %+v, %v\nwant %+v", c.text, got, ok, c.want)
		}
	}
}

func TestNoMomentInFreeText(t *testing.T) {
	for _, text := range []string{
		"", "cramp", "cramped", "left calf, 4 of 10", "18", "mile", "km", "lap", "at 18", "miles and miles",
		"before the hill", "cramp at the start", "cramp after the finish", "cramp 5 min before the finish", "at 10 min after the aid station",
		"my first 10k", "a 10 km run", "ran about 18 mi", "cramp lasted 4 min", "walked 10 min", "cramp 4 min", "for 4 min", "after 400m",
		"in 3:50:00", "finished in 1:42:10", "under 3:50", "5:20 /km", "8:30 per mile", "8:30 a mile", "5:20 min/km", "8:30 pace",
		"42:10", "10:75", "1:2", "2026-10-11", "11.10.2026", "10/11/2026", "km 1,200", "mile 18km", "4x400m", "18 . mi", "18\nmi", "@", "+", "-",
		strings.Repeat("x ", maxFreeText/2) + "mile 18",
	} {
		if m, ok := MomentIn(text); ok {
			t.Errorf("MomentIn(%.60q) = %+v", text, m)
		}
	}
}

func FuzzFreeText(f *testing.F) {
	for _, s := range []string{
		"cramped at mile 18", "Krampf bei km 29,5", "- 10:32 A.M. - @ 18 mi (1 h 42 m 10 s)", "+", "@", "km 30–32", "\xff\u0308 9\u202fkm\n", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_ = CrampWords(s)
		m, ok := MomentIn(s)
		if !ok {
			return
		}
		checkMoment(t, m)
		again, err := readMoment(m.Text)
		if again.Time.Equal(m.Time) {
			again.Time = m.Time
		}
		if err != nil || again != m {
			t.Errorf("MomentIn(%q) = %+v, of its text %+v, %v", s, m, again, err)
		}
	})
}
