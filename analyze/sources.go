package analyze

// Source is one entry of the bibliography.
type Source struct {
	Text string // authors, title, journal and year
	DOI  string // "" where there is none or it was not seen
}

// Sources returns the bibliography by key. "house" is our own choice, which is
// no source; "article" is the coaching article the tool grew from.
func Sources() map[string]Source {
	return map[string]Source{
		"house":             {"our own choice", ""},
		"article":           {"Luff C. Calf and leg cramps from running: causes, coping, and prevention. Verywell Fit (coaching article)", ""},
		"almond2005":        {"Almond CSD et al. Hyponatremia among runners in the Boston Marathon. N Engl J Med 2005", "10.1056/NEJMoa043901"},
		"hewbutler2015":     {"Hew-Butler T et al. Statement of the 3rd International Exercise-Associated Hyponatremia Consensus Development Conference. Br J Sports Med 2015", "10.1136/bjsports-2015-095004"},
		"immda2006":         {"Hew-Butler T, Verbalis JG, Noakes TD. Updated fluid recommendation: position statement from IMMDA. Clin J Sport Med 2006", ""},
		"baker2016":         {"Baker LB et al. Normative data for regional sweat sodium concentration and whole-body sweating rate in athletes. J Sports Sci 2016", ""},
		"lau2019":           {"Lau WY, Kato H, Nosaka K. Water intake after dehydration makes muscles more susceptible to cramp but electrolytes reverse that effect. BMJ Open Sport Exerc Med 2019", "10.1136/bmjsem-2018-000478"},
		"lau2021":           {"Lau WY, Kato H, Nosaka K. Effect of oral rehydration solution versus spring water intake during exercise in the heat on muscle cramp susceptibility of young men. J Int Soc Sports Nutr 2021", "10.1186/s12970-021-00414-8"},
		"jung2005":          {"Jung AP et al. Influence of hydration and electrolyte supplementation on incidence and time to onset of exercise-associated muscle cramps. J Athl Train 2005", ""},
		"maughan2019":       {"Maughan RJ, Shirreffs SM. Muscle cramping during exercise: causes, solutions, and questions remaining. Sports Med 2019", "10.1007/s40279-019-01162-1"},
		"schwellnus2011":    {"Schwellnus MP, Drew N, Collins M. Increased running speed and previous cramps rather than dehydration or serum sodium changes predict exercise-associated muscle cramping. Br J Sports Med 2011", "10.1136/bjsm.2010.078535"},
		"manjra1996":        {"Manjra S, Schwellnus MP, Noakes TD. Risk factors for exercise associated muscle cramping (EAMC) in marathon runners. Med Sci Sports Exerc 1996", ""},
		"martineznavarro22": {"Martínez-Navarro I et al. Muscle cramping in the marathon: dehydration and electrolyte depletion vs. muscle damage. J Strength Cond Res 2022", "10.1519/JSC.0000000000003713"},
		"miller2022":        {"Miller KC et al. An evidence-based review of the pathophysiology, treatment, and prevention of exercise-associated muscle cramps. J Athl Train 2022", "10.4085/1062-6050-0696.20"},
		"miller2010":        {"Miller KC et al. Reflex inhibition of electrically induced muscle cramps in hypohydrated humans. Med Sci Sports Exerc 2010", "10.1249/MSS.0b013e3181c0647e"},
		"smyth2018":         {"Smyth B. Fast starters and slow finishers: a large-scale data analysis of pacing at the beginning and end of the marathon for recreational runners. J Sports Analytics 2018", "10.3233/JSA-170205"},
		"deaner2015":        {"Deaner RO et al. Men are more likely than women to slow in the marathon. Med Sci Sports Exerc 2015", "10.1249/MSS.0000000000000432"},
		"gosztyla2006":      {"Gosztyla AE et al. The impact of different pacing strategies on five-kilometer running time trial performance. J Strength Cond Res 2006", ""},
		"minetti2002":       {"Minetti AE et al. Energy cost of walking and running at extreme uphill and downhill slopes. J Appl Physiol 2002", "10.1152/japplphysiol.01177.2001"},
		"gilgenammann2020":  {"Gilgen-Ammann R, Schweizer T, Wyss T. Accuracy of distance recordings in eight positioning-enabled sport watches. JMIR mHealth uHealth 2020", "10.2196/17118"},
		"vickers2016":       {"Vickers AJ, Vertosick EA. An empirical study of race times in recreational endurance runners. BMC Sports Sci Med Rehabil 2016", "10.1186/s13102-016-0052-y"},
	}
}
