<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AgentSignIn</name>
    <message>
        <source>代办员登录</source>
        <translation>Agent sign-in</translation>
    </message>
    <message>
        <source>正在核对……</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>登录</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>代办员编号</source>
        <translation>Agent number</translation>
    </message>
</context>
<context>
    <name>BarModel</name>
    <message>
        <source>就近办</source>
        <translation>Jiujin</translation>
    </message>
    <message>
        <source>正在连网</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>网络正常</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>打印机正在准备</source>
        <translation>Printer starting</translation>
    </message>
    <message>
        <source>打印机不能用</source>
        <translation>Printer out of order</translation>
    </message>
    <message>
        <source>打印机正常</source>
        <translation>Printer ready</translation>
    </message>
    <message>
        <source>代办员 {0} 号</source>
        <translation>Agent {0}</translation>
    </message>
    <message>
        <source>没有打印机</source>
        <translation>No printer here</translation>
    </message>
</context>
<context>
    <name>CaseActions</name>
    <message>
        <source>本人放身份证，就能在这里改、补。</source>
        <translation>Lay the person's ID card, and it can be corrected or completed here.</translation>
    </message>
    <message>
        <source>改好再交</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>填过的、扫过的都替您留着</source>
        <translation>What you gave is kept</translation>
    </message>
    <message>
        <source>补材料</source>
        <translation>Bring papers</translation>
    </message>
    <message>
        <source>只扫中心要的</source>
        <translation>Only what the centre asks for</translation>
    </message>
    <message>
        <source>不办了，撤回</source>
        <translation>Take it back</translation>
    </message>
    <message>
        <source>办结之前都能撤</source>
        <translation>Until it is concluded</translation>
    </message>
    <message>
        <source>真的撤回吗？撤回以后中心不再办这件事；要办，得重新申报。</source>
        <translation>Really take it back? The centre then stops; to have it done you must file anew.</translation>
    </message>
    <message>
        <source>为什么撤回？点一个：</source>
        <translation>Why? Touch one:</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Take it back</translation>
    </message>
    <message>
        <source>不撤，接着办</source>
        <translation>Keep it going</translation>
    </message>
</context>
<context>
    <name>PinForm</name>
    <message>
        <source>密码</source>
        <translation>PIN</translation>
    </message>
</context>
<context>
    <name>Staff</name>
    <message>
        <source>设备和耗材</source>
        <translation>Devices and supplies</translation>
    </message>
    <message>
        <source>工作人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>这台机器还没有设工作人员的编号和密码（kiosk agent-pin）。</source>
        <translation>No staff number and PIN are set on this terminal yet (kiosk agent-pin).</translation>
    </message>
    <message>
        <source>正在核对……</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>进去</source>
        <translation>Go in</translation>
    </message>
    <message>
        <source>工作人员编号</source>
        <translation>Staff number</translation>
    </message>
    <message>
        <source>数一数，现在有多少</source>
        <translation>Count: how many now?</translation>
    </message>
    <message>
        <source>记下</source>
        <translation>Note it</translation>
    </message>
</context>
<context>
    <name>PinEntry</name>
    <message>
        <source>编号或密码不对。等 {0} 秒再试。</source>
        <translation>Number or PIN is wrong. Try again in {0} seconds.</translation>
    </message>
    <message>
        <source>编号或密码不对，再输一次。</source>
        <translation>Number or PIN is wrong. Please enter them again.</translation>
    </message>
</context>
<context>
    <name>Attract</name>
    <message>
        <source>%1
24 小时自助服务</source>
        <translation>%1
Open 24 hours</translation>
    </message>
    <message>
        <source>字大小</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>正在读卡……
先不要拿走</source>
        <translation>Reading your card.
Leave it there</translation>
    </message>
    <message>
        <source>请放身份证
或社保卡</source>
        <translation>Place your ID or
social-security card</translation>
    </message>
    <message>
        <source>把身份证
放在读卡区</source>
        <translation>Place your ID card
on the reader</translation>
    </message>
    <message>
        <source>读卡区在屏幕下方，画着卡片的地方</source>
        <translation>The reader is below the screen, where a card is drawn</translation>
    </message>
    <message>
        <source>还是不行，就打 %1。</source>
        <translation>If it still fails, call %1.</translation>
    </message>
    <message>
        <source>居住证、永居证也可以</source>
        <translation>Residence permit cards work, too</translation>
    </message>
    <message>
        <source>在这里能办 %1 件事</source>
        <translation>%1 services, right here</translation>
    </message>
    <message>
        <source>在这里能办这些事</source>
        <translation>What you can do here</translation>
    </message>
    <message>
        <source>不用卡，先看看</source>
        <translation>Look around without a card</translation>
    </message>
    <message>
        <source>怎么办、要带什么、多久能办好</source>
        <translation>How it works, what to bring, how long it takes</translation>
    </message>
    <message>
        <source>服务电话 %1</source>
        <translation>Call %1</translation>
    </message>
    <message>
        <source> · </source>
        <translation> · </translation>
    </message>
    <message>
        <source>有回执的，把上面的码对着扫码口，能看办到哪一步。</source>
        <translation>Have a receipt? Hold its code to the code reader to see how far it is.</translation>
    </message>
    <message>
        <source>把社保卡
放在读卡区</source>
        <translation>Place your social-
security card</translation>
    </message>
</context>
<context>
    <name>BottomBar</name>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>不办了</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>Cancel</name>
    <message>
        <source>填的、扫的可以留着，下次接着办；也可以现在就清除。</source>
        <translation>Your answers and pages can be kept for next time, or cleared now.</translation>
    </message>
    <message>
        <source>留着的话：</source>
        <translation>If you keep them: </translation>
    </message>
    <message>
        <source>留着，下次接着办</source>
        <translation>Keep it for next time</translation>
    </message>
    <message>
        <source>不办了？</source>
        <translation>Stop here?</translation>
    </message>
    <message>
        <source>结束吗？</source>
        <translation>Finish now?</translation>
    </message>
    <message>
        <source>填的、扫的都不会留下，下次要从头来。</source>
        <translation>Nothing you filled in or scanned is kept. Next time you start anew.</translation>
    </message>
    <message>
        <source>屏幕上您的信息会清除。</source>
        <translation>Your details will be cleared from the screen.</translation>
    </message>
    <message>
        <source>不办了，清除</source>
        <translation>Stop and clear</translation>
    </message>
    <message>
        <source>结束，清除</source>
        <translation>Finish and clear</translation>
    </message>
    <message>
        <source>接着办</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>再看看</source>
        <translation>Keep looking</translation>
    </message>
</context>
<context>
    <name>Case</name>
    <message>
        <source>交的材料，这台机器已经按规定清掉，不再留着。</source>
        <translation>What was handed in has been wiped from this machine, as the rules want it.</translation>
    </message>
    <message>
        <source>办到哪一步，这里照样能看。要补打回执，拿编号到窗口，或者打 %1 问。</source>
        <translation>How far it is can still be seen here. For another receipt take the number to a window, or call %1.</translation>
    </message>
    <message>
        <source>打印回执</source>
        <translation>Print the receipt</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>送到了吗</source>
        <translation>Sent?</translation>
    </message>
    <message>
        <source>中心办得怎样</source>
        <translation>At the centre</translation>
    </message>
    <message>
        <source>经过</source>
        <translation>History</translation>
    </message>
    <message>
        <source>再打一张</source>
        <translation>Print another</translation>
    </message>
    <message>
        <source>凭回执上的码打开：能看办到哪一步，不能改；姓名不写全，证件号不显示。</source>
        <translation>Opened by the code on the receipt: it shows how far things are. Nothing can be changed, the name is shortened and the identity number hidden.</translation>
    </message>
</context>
<context>
    <name>Cases</name>
    <message>
        <source>在这里办过的事</source>
        <translation>Filed here</translation>
    </message>
    <message>
        <source>我办过的事</source>
        <translation>My filings</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>正在查…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>这台机器上没有您办的事。</source>
        <translation>This machine has no filing of yours.</translation>
    </message>
    <message>
        <source>办完有一阵子的，这里不再留着；在窗口或手机上办的，这里也查不到。可以打 %1 问。</source>
        <translation>What was concluded some time ago is no longer kept here, and what you filed at a counter or by phone is not shown. Call %1 to ask.</translation>
    </message>
    <message>
        <source>先放身份证，才能看您办过的事。</source>
        <translation>Place your ID card first to see your filings.</translation>
    </message>
    <message>
        <source>中心：%1</source>
        <translation>Centre: %1</translation>
    </message>
    <message>
        <source>现在查不到。办过的事都还在。</source>
        <translation>This cannot be looked up now. What was filed is still there.</translation>
    </message>
    <message>
        <source>再查一次</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>有回执的，把上面的码对着扫码口，能看办到哪一步。</source>
        <translation>Have a receipt? Hold its code to the code reader to see how far it is.</translation>
    </message>
    <message>
        <source>把回执上的码朝上，平放到摄像头下面。</source>
        <translation>Lay the receipt flat under the camera, its code facing up.</translation>
    </message>
    <message>
        <source>不扫了</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>用摄像头扫回执上的码</source>
        <translation>Scan a receipt with the camera</translation>
    </message>
    <message>
        <source>先放卡，才能看您办过的事。</source>
        <translation>Lay your card first to see your filings.</translation>
    </message>
</context>
<context>
    <name>DigitPad</name>
    <message>
        <source>小数点</source>
        <translation>decimal point</translation>
    </message>
    <message>
        <source>删一位</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>清除</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>收起</source>
        <translation>Hide</translation>
    </message>
</context>
<context>
    <name>Done</name>
    <message>
        <source>再打一张</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>结束，清除我的信息</source>
        <translation>Finish and clear my details</translation>
    </message>
    <message>
        <source>已经保存好了</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>暂存</source>
        <translation>Provisional</translation>
    </message>
    <message>
        <source>谢谢您的评价。</source>
        <translation>Thank you for your rating.</translation>
    </message>
    <message>
        <source>哪里让您不满意？</source>
        <translation>What was not good?</translation>
    </message>
    <message>
        <source>这次服务您满意吗？</source>
        <translation>How was the service?</translation>
    </message>
    <message>
        <source>就这些，交上去</source>
        <translation>That is all, send it</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>回到服务点</source>
        <translation>Back to the desk</translation>
    </message>
    <message>
        <source>好了</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>%1 秒后自动回到开始</source>
        <translation>Starts over in %1 seconds</translation>
    </message>
    <message>
        <source>屏幕上没有您的信息了</source>
        <translation>Nothing of yours is left on the screen</translation>
    </message>
    <message>
        <source>看看机器上有没有落下的纸。</source>
        <translation>Look whether a paper of yours is left on the machine.</translation>
    </message>
</context>
<context>
    <name>FieldFrame</name>
    <message>
        <source>（可以不填）</source>
        <translation> (optional)</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>搜一搜</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>说事情、写拼音，或只写拼音首字母：ylbx</source>
        <translation>What is it about? Chinese, pinyin or initials: ylbx</translation>
    </message>
    <message>
        <source>%1 件事项</source>
        <translation>%1 services</translation>
    </message>
    <message>
        <source>找到 %1 件，最像的在最前面</source>
        <translation>%1 found, best match first</translation>
    </message>
    <message>
        <source>这件事项刚刚从清单上撤下了，请选别的。</source>
        <translation>This service has just been withdrawn. Please choose another.</translation>
    </message>
    <message>
        <source>投资项目平台</source>
        <translation>Investment projects</translation>
    </message>
    <message>
        <source>这里还没有事项。</source>
        <translation>There are no services here yet.</translation>
    </message>
    <message>
        <source>没有找到“%1”。</source>
        <translation>Nothing found for "%1".</translation>
    </message>
    <message>
        <source>换个说法试试：写事情，不用写部门，比如“老人补贴”“看病报销”“宅基地”。也可以只写拼音首字母。</source>
        <translation>Try other words: what it is about rather than which office, such as "allowance", "refund" or "house". Pinyin initials work, too.</translation>
    </message>
    <message>
        <source>还是没有，就打 %1 问一问，或者到窗口办。</source>
        <translation>Still nothing? Call %1, or ask at the counter.</translation>
    </message>
    <message>
        <source>看全部事项</source>
        <translation>See all services</translation>
    </message>
    <message>
        <source>这次没有打开。再点一次。</source>
        <translation>It did not open this time. Touch it again.</translation>
    </message>
</context>
<context>
    <name>FindModel</name>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>这件事的要求改过了：能留的都替您留着，请从头看一遍，空着的补上。</source>
        <translation>What is asked has changed. What still fits is kept: please look it all over and fill in what is empty.</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>收起来</source>
        <translation>Fold up</translation>
    </message>
    <message>
        <source>看一看</source>
        <translation>Show</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>第 1 步，共 5 步：看清楚</source>
        <translation>Step 1 of 5: read this</translation>
    </message>
    <message>
        <source>放身份证，开始办</source>
        <translation>Place ID card and start</translation>
    </message>
    <message>
        <source>开始办</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>当场办好</source>
        <translation>Done at once</translation>
    </message>
    <message>
        <source>不收费</source>
        <translation>Free</translation>
    </message>
    <message>
        <source>投资项目平台</source>
        <translation>Investment projects</translation>
    </message>
    <message>
        <source>一张表，%1 件事一起办</source>
        <translation>One form for %1 services</translation>
    </message>
    <message>
        <source>一起办的事</source>
        <translation>Handled together</translation>
    </message>
    <message>
        <source>要准备的材料</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>什么都不用带，填几项就行。</source>
        <translation>Nothing. Just fill in a few lines.</translation>
    </message>
    <message>
        <source>要带</source>
        <translation>Bring</translation>
    </message>
    <message>
        <source>看情况</source>
        <translation>Depends</translation>
    </message>
    <message>
        <source>可以不带</source>
        <translation>Optional</translation>
    </message>
    <message>
        <source>%1，%2</source>
        <translation>%1; %2</translation>
    </message>
    <message>
        <source>办的过程</source>
        <translation>How it goes</translation>
    </message>
    <message>
        <source>多久</source>
        <translation>How long</translation>
    </message>
    <message>
        <source>多少钱</source>
        <translation>Cost</translation>
    </message>
    <message>
        <source>跑几次</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>送到哪里</source>
        <translation>Sent to</translation>
    </message>
    <message>
        <source>%1，由%2办理</source>
        <translation>%1, handled by: %2</translation>
    </message>
    <message>
        <source>办好拿到</source>
        <translation>You get</translation>
    </message>
    <message>
        <source>谁能办</source>
        <translation>For whom</translation>
    </message>
    <message>
        <source>依据：%1</source>
        <translation>Basis: %1</translation>
    </message>
    <message>
        <source>这件事要扫材料。可以先填，等它好了再扫；也可以带原件到窗口办，打 %1 问哪里近。</source>
        <translation>This service needs scanned papers. You can fill in now and scan once it works, or take the originals to a service window; call %1 to ask which is near.</translation>
    </message>
    <message>
        <source>放卡，开始办</source>
        <translation>Lay your card and start</translation>
    </message>
</context>
<context>
    <name>GuideModel</name>
    <message>
        <source>当场办好</source>
        <translation>Done at once</translation>
    </message>
    <message>
        <source>{0} 个工作日</source>
        <translation>{0} working days</translation>
    </message>
    <message>
        <source>{0} 天</source>
        <translation>{0} days</translation>
    </message>
    <message>
        <source>{0}（法定 {1}）</source>
        <translation>{0} (by law {1})</translation>
    </message>
    <message>
        <source>不收费</source>
        <translation>Free</translation>
    </message>
    <message>
        <source>{0} 元</source>
        <translation>{0} yuan</translation>
    </message>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>在这里办就行，不用再跑</source>
        <translation>Filing here is enough</translation>
    </message>
    <message>
        <source>还要到窗口 {0} 次</source>
        <translation>Come to the counter {0} more time(s)</translation>
    </message>
    <message>
        <source>投资项目在线审批监管平台</source>
        <translation>Investment project approval platform</translation>
    </message>
    <message>
        <source>政务服务统一受理平台</source>
        <translation>Unified government services platform</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>点“接着办”，从上次停下的地方往下填。</source>
        <translation>Touch "Go on" to go on where you stopped.</translation>
    </message>
    <message>
        <source>点“先办别的”，这件留着，以后再办。</source>
        <translation>Touch "Something else first": this one is kept for later.</translation>
    </message>
    <message>
        <source>点“不办了，删除”，填的、扫的都不留。</source>
        <translation>Touch "Drop it and delete": no answers and no pages are kept.</translation>
    </message>
    <message>
        <source>把身份证平放在读卡区，等屏幕变了再拿走。</source>
        <translation>Lay your ID card flat on the reader and leave it until the screen changes.</translation>
    </message>
    <message>
        <source>输错三次以后，要等一会儿才能再试。</source>
        <translation>After three wrong tries you have to wait a little.</translation>
    </message>
    <message>
        <source>村民来办事，点“给村民办事”。</source>
        <translation>When a villager comes, touch "File for a villager".</translation>
    </message>
    <message>
        <source>办过的事都在这里，点开能看到送到了没有、中心怎么说。</source>
        <translation>Everything filed is listed here; open one to see whether it was sent and what the centre says.</translation>
    </message>
    <message>
        <source>读不出来就拿起来擦一擦，再放一次。</source>
        <translation>If it cannot be read, wipe the card and lay it down again.</translation>
    </message>
    <message>
        <source>按事情找：家里有人过世、孩子出生这样的大事，点一下就行。</source>
        <translation>By situation: for a death or a birth in the family, one touch is enough.</translation>
    </message>
    <message>
        <source>也可以搜一搜：打字、拼音、拼音头一个字母都行，打错一点也能找到。</source>
        <translation>Or search: characters, pinyin or initials, even with a mistake.</translation>
    </message>
    <message>
        <source>想看以前办的事，点“我办过的事”。</source>
        <translation>To see earlier filings, touch "My filings".</translation>
    </message>
    <message>
        <source>在上面打字，下面马上出来。点一件事，先看说明，不会马上开始办。</source>
        <translation>Type above and matches appear below. Touching one shows its guide first; nothing starts yet.</translation>
    </message>
    <message>
        <source>先看要带什么、多久、多少钱。没带齐也没关系，下次再来。</source>
        <translation>See what to bring, how long it takes and what it costs. You can always come back later.</translation>
    </message>
    <message>
        <source>点“开始办”往下走。</source>
        <translation>Touch "Start" to go on.</translation>
    </message>
    <message>
        <source>填错了，下面有红字告诉您哪里不对。</source>
        <translation>If something is wrong, a red line below the field says what.</translation>
    </message>
    <message>
        <source>点“返回”可以回去改，填过的都还在。</source>
        <translation>"Back" lets you change things; nothing you filled in is lost.</translation>
    </message>
    <message>
        <source>从上到下看一遍。哪里不对，点旁边的“改一改”。</source>
        <translation>Read from top to bottom. If something is wrong, touch "Change" beside it.</translation>
    </message>
    <message>
        <source>看完同意书，点“我已看过，同意”。</source>
        <translation>Read the consent and touch "I have read it and agree".</translation>
    </message>
    <message>
        <source>用手指在白框里写名字，像写在纸上一样。</source>
        <translation>Write your name in the white box with a finger, as on paper.</translation>
    </message>
    <message>
        <source>写坏了点“擦掉重签”。</source>
        <translation>To do it again, touch "Wipe and sign again".</translation>
    </message>
    <message>
        <source>点“确认提交”以后，等屏幕说“已经保存好了”再走。</source>
        <translation>After "Confirm and submit", wait until the screen says "Saved".</translation>
    </message>
    <message>
        <source>事情已经保存好了，不会丢。</source>
        <translation>Your filing is saved and will not be lost.</translation>
    </message>
    <message>
        <source>盖着“暂存”的，网络一通机器自己送，不用您再来。</source>
        <translation>If it is stamped "Provisional", the machine sends it by itself once the line is back.</translation>
    </message>
    <message>
        <source>每件事有两句话：一句说送到了没有，一句说中心办得怎样。</source>
        <translation>Each filing has two lines: whether it was sent, and how the centre is doing.</translation>
    </message>
    <message>
        <source>中心要补材料的，照上面写的带到窗口。</source>
        <translation>If the centre wants more papers, bring them to the counter as written.</translation>
    </message>
    <message>
        <source>照着屏幕上的大字做就行。</source>
        <translation>Just follow the large words on the screen.</translation>
    </message>
    <message>
        <source>这一步怎么做</source>
        <translation>How this step works</translation>
    </message>
    <message>
        <source>要人帮忙，打 %1，或叫旁边的工作人员。</source>
        <translation>For help, call %1 or ask the staff nearby.</translation>
    </message>
    <message>
        <source>不想办了，随时点“不办了”，您的信息会清除。</source>
        <translation>To stop at any time, touch "Cancel"; your details will be cleared.</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>I see</translation>
    </message>
    <message>
        <source>有回执的，把上面的码对着扫码口，能看办到哪一步。</source>
        <translation>Have a receipt? Hold its code to the code reader to see how far it is.</translation>
    </message>
    <message>
        <source>没带证件，也可以点“先看看”，看办什么事要带什么。</source>
        <translation>Without a card, touch Look around to see what each service needs.</translation>
    </message>
    <message>
        <source>输入您的代办员编号和密码。</source>
        <translation>Enter your agent number and your PIN.</translation>
    </message>
    <message>
        <source>把身份证或社保卡平放在读卡区，等屏幕变了再拿走。</source>
        <translation>Lay your ID or social-security card flat on the reader; take it when the screen changes.</translation>
    </message>
    <message>
        <source>把社保卡平放在读卡区，等屏幕变了再拿走。</source>
        <translation>Lay your social-security card flat on the reader; take it when the screen changes.</translation>
    </message>
    <message>
        <source>一次只问一件事。卡上有的不用再填。</source>
        <translation>One question at a time. What is on your card need not be typed.</translation>
    </message>
    <message>
        <source>用扫描仪：纸字朝下放，放平盖好，点“扫描”。</source>
        <translation>With the scanner: lay the paper face down and flat, close the lid, touch Scan.</translation>
    </message>
    <message>
        <source>用高拍仪：纸字朝上放平，点“拍照”，四个角都看得见了再点“拍下来”。</source>
        <translation>With the camera: lay the paper flat, face up, touch Take a picture; with all four corners in sight, touch Take it.</translation>
    </message>
    <message>
        <source>看一看小图，不清楚就点开，重做一次。</source>
        <translation>Look at the small pictures; if one is not clear, touch it and do it again.</translation>
    </message>
    <message>
        <source>标着“要交”的都有了，才能下一步。</source>
        <translation>All papers marked Required must be there to go on.</translation>
    </message>
    <message>
        <source>拿好证件、材料和回执，点“结束”。</source>
        <translation>Take your card, your papers and the receipt, then touch Finish.</translation>
    </message>
    <message>
        <source>回执没打出来也不要紧：记下编号，以后在这台机器上放卡还能打。</source>
        <translation>No receipt came out? Note the number. Lay your card here another time to print it.</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>上次没办完的：%1 件</source>
        <translation>Unfinished: %1</translation>
    </message>
    <message>
        <source>点这里接着办，或者删除</source>
        <translation>Touch here to go on, or to delete it</translation>
    </message>
    <message>
        <source>叫人帮忙</source>
        <translation>Get help</translation>
    </message>
    <message>
        <source>不看了</source>
        <translation>Finish looking</translation>
    </message>
    <message>
        <source>不办了，回到工作台</source>
        <translation>Cancel, back to the desk</translation>
    </message>
    <message>
        <source>结束，清除我的信息</source>
        <translation>Finish and clear my details</translation>
    </message>
    <message>
        <source>没有刷卡：姓名和号码是代办员输入的，回执上会写明。</source>
        <translation>No card was read: the agent typed name and number. The receipt will say so.</translation>
    </message>
    <message>
        <source>搜一搜</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>搜一搜：社保、医保、身份证、宅基地</source>
        <translation>Search: insurance, ID card, homestead</translation>
    </message>
    <message>
        <source>打字找</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>他办过的事</source>
        <translation>Their filings</translation>
    </message>
    <message>
        <source>我办过的事</source>
        <translation>My filings</translation>
    </message>
    <message>
        <source>放身份证，马上办</source>
        <translation>Place ID card to file</translation>
    </message>
    <message>
        <source>也能查自己办过的事</source>
        <translation>and to see your own filings</translation>
    </message>
    <message>
        <source>全部事项</source>
        <translation>All services</translation>
    </message>
    <message>
        <source>一共 %1 件，慢慢看</source>
        <translation>%1 in all, take your time</translation>
    </message>
    <message>
        <source>按事情找</source>
        <translation>What is it about?</translation>
    </message>
    <message>
        <source>这次没有打开。再点一次。</source>
        <translation>It did not open this time. Touch it again.</translation>
    </message>
    <message>
        <source>这件事项刚刚从清单上撤下了，请选别的。</source>
        <translation>This service was just taken off the list. Please choose another.</translation>
    </message>
    <message>
        <source>有回执的，把上面的码对着扫码口，能看办到哪一步。</source>
        <translation>Have a receipt? Hold its code to the code reader to see how far it is.</translation>
    </message>
    <message>
        <source>放卡，马上办</source>
        <translation>Lay your card, start now</translation>
    </message>
</context>
<context>
    <name>HomeModel</name>
    <message>
        <source>您好。今天想看看什么？</source>
        <translation>Hello. What would you like to look at?</translation>
    </message>
    <message>
        <source>给 {0} 办事。今天办什么？</source>
        <translation>Filing for {0}. What shall it be?</translation>
    </message>
    <message>
        <source>{0}，您好。今天想办什么？</source>
        <translation>Hello, {0}. What would you like to do today?</translation>
    </message>
    <message>
        <source>正在查……</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>在这台机器上还没有办过</source>
        <translation>None on this machine yet</translation>
    </message>
    <message>
        <source>{0} 件要补材料</source>
        <translation>{0} need more papers</translation>
    </message>
    <message>
        <source>{0} 件在办</source>
        <translation>{0} in progress</translation>
    </message>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>{0} 件都有结果了</source>
        <translation>all {0} have a result</translation>
    </message>
    <message>
        <source>现在查不到，点这里再查</source>
        <translation>Cannot look now; touch to try again</translation>
    </message>
    <message>
        <source>{0} 件中心没有收</source>
        <translation>{0} not taken by the centre</translation>
    </message>
</context>
<context>
    <name>Identify</name>
    <message>
        <source>正在读卡，先不要拿走</source>
        <translation>Reading the card, leave it there</translation>
    </message>
    <message>
        <source>给谁办？照着身份证输</source>
        <translation>For whom? Copy from the ID card</translation>
    </message>
    <message>
        <source>给谁办？把他的身份证放在读卡区</source>
        <translation>For whom? Place their ID card on the reader</translation>
    </message>
    <message>
        <source>给谁办？把他的身份证或社保卡放在读卡区</source>
        <translation>For whom? Place their ID or social-security card on the reader</translation>
    </message>
    <message>
        <source>把身份证或社保卡放在读卡区</source>
        <translation>Place your ID or social-security card on the reader</translation>
    </message>
    <message>
        <source>把身份证放在读卡区</source>
        <translation>Place your ID card on the reader</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>读卡区在屏幕下方，画着卡片的地方</source>
        <translation>The reader is below the screen, where a card is drawn</translation>
    </message>
    <message>
        <source>平平地放上去，等屏幕变了再拿。居住证、永居证也可以。</source>
        <translation>Lay it flat and leave it until the screen changes. Residence permit cards work, too.</translation>
    </message>
    <message>
        <source>给谁办？现在读不了卡</source>
        <translation>Who is it for? Cards cannot be read now</translation>
    </message>
    <message>
        <source>现在读不了卡</source>
        <translation>Cards cannot be read now</translation>
    </message>
    <message>
        <source>输姓名和身份证号</source>
        <translation>Type name and number</translation>
    </message>
    <message>
        <source>没带卡，输姓名和身份证号</source>
        <translation>No card: type name and number</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>身份证号</source>
        <translation>ID number</translation>
    </message>
    <message>
        <source>18 位，最后一位可能是 X。</source>
        <translation>18 digits; the last may be an X.</translation>
    </message>
    <message>
        <source>凭什么给他办？</source>
        <translation>Why may you file for them?</translation>
    </message>
    <message>
        <source>您的编号、他的信息和这句话会分开记下来。</source>
        <translation>Your number, their details and this answer are recorded apart.</translation>
    </message>
    <message>
        <source>他本人在这里</source>
        <translation>They are here in person</translation>
    </message>
    <message>
        <source>有他签字的委托书</source>
        <translation>I have a signed authorisation</translation>
    </message>
    <message>
        <source>给谁办？把他的社保卡放在读卡区</source>
        <translation>Who is it for? Lay their social-security card on the reader</translation>
    </message>
    <message>
        <source>把社保卡放在读卡区</source>
        <translation>Lay your social-security card on the reader</translation>
    </message>
    <message>
        <source>平平地放上去，等屏幕变了再拿。</source>
        <translation>Lay it flat and leave it until the screen changes.</translation>
    </message>
</context>
<context>
    <name>IdentifyModel</name>
    <message>
        <source>选一下凭什么给他办。</source>
        <translation>Please choose why you may file.</translation>
    </message>
</context>
<context>
    <name>Idle</name>
    <message>
        <source>没办完的会存好。</source>
        <translation>Your draft will be saved. </translation>
    </message>
    <message>
        <source>还在吗？</source>
        <translation>Are you still there?</translation>
    </message>
    <message>
        <source>还有 %1 秒</source>
        <translation>%1 seconds left</translation>
    </message>
    <message>
        <source>数到 0，您的信息会清除，回到开始的画面。</source>
        <translation>At 0 your details are cleared and the first screen comes back.</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>我还在</source>
        <translation>I am still here</translation>
    </message>
</context>
<context>
    <name>Materials</name>
    <message>
        <source>把材料拍一下</source>
        <translation>Take pictures of the papers</translation>
    </message>
    <message>
        <source>一次放一页，字朝上放平，再点“拍照”。</source>
        <translation>One page at a time, flat and face up; then touch Take a picture.</translation>
    </message>
    <message>
        <source>拍照</source>
        <translation>Take a picture</translation>
    </message>
    <message>
        <source>再拍一页</source>
        <translation>Take one more</translation>
    </message>
    <message>
        <source>把材料扫一下</source>
        <translation>Scan your papers</translation>
    </message>
    <message>
        <source>一次放一页，字朝下放平，盖好，再点“扫描”。</source>
        <translation>One page at a time, face down, lid closed, then touch "Scan".</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>这份要交，还没有扫。</source>
        <translation>Required and not scanned yet.</translation>
    </message>
    <message>
        <source>停下，不扫了</source>
        <translation>Stop scanning</translation>
    </message>
    <message>
        <source>扫描</source>
        <translation>Scan</translation>
    </message>
    <message>
        <source>再扫一页</source>
        <translation>Scan another page</translation>
    </message>
    <message>
        <source>这件事不用交材料，直接下一步。</source>
        <translation>No papers needed for this one. Just go on.</translation>
    </message>
    <message>
        <source>点一下小图，可以看大图、重做、删掉。</source>
        <translation>Touch a picture to see it large, do it again or remove it.</translation>
    </message>
    <message>
        <source>这份要交，还没有拍。</source>
        <translation>This paper is required and not there yet.</translation>
    </message>
</context>
<context>
    <name>MoreStrip</name>
    <message>
        <source>▲ 上面</source>
        <translation>▲ Up</translation>
    </message>
    <message>
        <source>▼ 下面还有</source>
        <translation>▼ More below</translation>
    </message>
    <message>
        <source>到底了</source>
        <translation>The end</translation>
    </message>
</context>
<context>
    <name>Outlet</name>
    <message>
        <source>退出登录</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>＋ 给村民办事</source>
        <translation>＋ File for a villager</translation>
    </message>
    <message>
        <source>%1，您好</source>
        <translation>Hello, %1</translation>
    </message>
    <message>
        <source>正在查……</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>这里还没有办过事。</source>
        <translation>Nothing has been filed here yet.</translation>
    </message>
    <message>
        <source>这一栏没有要办的。</source>
        <translation>Nothing on this shelf.</translation>
    </message>
    <message>
        <source>村民来了，按右下角“给村民办事”。</source>
        <translation>When a villager comes, touch "File for a villager".</translation>
    </message>
    <message>
        <source>现在查不到。办过的事都还在。</source>
        <translation>This cannot be looked up now. What was filed is still there.</translation>
    </message>
    <message>
        <source>再查一次</source>
        <translation>Look again</translation>
    </message>
</context>
<context>
    <name>OutletModel</name>
    <message>
        <source>在办</source>
        <translation>In progress</translation>
    </message>
    <message>
        <source>要补材料</source>
        <translation>Papers wanted</translation>
    </message>
    <message>
        <source>没送出去</source>
        <translation>Not sent</translation>
    </message>
    <message>
        <source>有结果</source>
        <translation>Finished</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
</context>
<context>
    <name>CameraLook</name>
    <message>
        <source>高拍仪下面的样子</source>
        <translation>What lies under the document camera</translation>
    </message>
    <message>
        <source>拍下来</source>
        <translation>Take it</translation>
    </message>
    <message>
        <source>用这张</source>
        <translation>Keep this one</translation>
    </message>
    <message>
        <source>重拍这张</source>
        <translation>Take it again</translation>
    </message>
    <message>
        <source>用这张，再拍一页</source>
        <translation>Next page</translation>
    </message>
    <message>
        <source>不拍了</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>现在没有画面</source>
        <translation>No picture now</translation>
    </message>
</context>
<context>
    <name>PageLook</name>
    <message>
        <source>删掉这页</source>
        <translation>Remove this page</translation>
    </message>
    <message>
        <source>重扫这页</source>
        <translation>Scan this page again</translation>
    </message>
    <message>
        <source>看清了，关上</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>重拍这页</source>
        <translation>Take this page again</translation>
    </message>
</context>
<context>
    <name>PageThumb</name>
    <message>
        <source>第 %1 页，点开看大图</source>
        <translation>Page %1, touch to enlarge</translation>
    </message>
    <message>
        <source>第 %1 页</source>
        <translation>Page %1</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>改一改</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>看一遍，对不对？</source>
        <translation>Is everything right?</translation>
    </message>
    <message>
        <source>去签名</source>
        <translation>Go and sign</translation>
    </message>
    <message>
        <source>您的身份</source>
        <translation>Your identity</translation>
    </message>
    <message>
        <source>交的材料</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>我已看过，同意</source>
        <translation>I have read it and agree</translation>
    </message>
</context>
<context>
    <name>Sign</name>
    <message>
        <source>签上名字，就办好了</source>
        <translation>Sign, and it is done</translation>
    </message>
    <message>
        <source>正在保存…</source>
        <translation>Saving…</translation>
    </message>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>确认提交</source>
        <translation>Confirm and submit</translation>
    </message>
    <message>
        <source>正在保存，马上就好。</source>
        <translation>Saving, just a moment.</translation>
    </message>
    <message>
        <source>点“确认提交”以后，这件事就交上去了。</source>
        <translation>"Confirm and submit" files it.</translation>
    </message>
    <message>
        <source>擦掉重签</source>
        <translation>Wipe and sign again</translation>
    </message>
</context>
<context>
    <name>SignaturePad</name>
    <message>
        <source>签名的地方</source>
        <translation>Where you sign</translation>
    </message>
</context>
<context>
    <name>TextSize</name>
    <message>
        <source>标准</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>大</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>更大</source>
        <translation>Larger</translation>
    </message>
    <message>
        <source>最大</source>
        <translation>Largest</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>白底黑字</source>
        <translation>Black on white</translation>
    </message>
    <message>
        <source>黑底白字</source>
        <translation>White on black</translation>
    </message>
    <message>
        <source>字大小和颜色</source>
        <translation>Text size and colours</translation>
    </message>
    <message>
        <source>字</source>
        <translation>Aa</translation>
    </message>
    <message>
        <source>只对您这一次有效，结束后变回标准。</source>
        <translation>For this visit only; it goes back afterwards.</translation>
    </message>
    <message>
        <source>好了</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>字大小</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
</context>
<context>
    <name>card_words</name>
    <message>
        <source>卡拿得太早了。再放一次，等屏幕变了再拿。</source>
        <translation>The card was taken too early. Lay it down again and leave it until the screen changes.</translation>
    </message>
    <message>
        <source>这种卡这里读不了。请放身份证、居住证或永居证。</source>
        <translation>This kind of card cannot be read here. Use an ID card or a residence permit card.</translation>
    </message>
    <message>
        <source>这种卡这里读不了。请放身份证、社保卡、居住证或永居证。</source>
        <translation>This kind of card cannot be read here. Use an ID, social-security or residence permit card.</translation>
    </message>
    <message>
        <source>这张卡锁住了，读不了。请换别的证件，解锁要到发卡的地方。</source>
        <translation>This card is locked and cannot be read. Use another document; its issuer can unlock it.</translation>
    </message>
    <message>
        <source>这张证过期了，不能用来办事。请换一张有效的，或者到窗口办。</source>
        <translation>This card has expired and cannot be used. Use a valid one, or go to the service window.</translation>
    </message>
    <message>
        <source>读卡器没有接好，读不了卡。</source>
        <translation>The card reader is not connected.</translation>
    </message>
    <message>
        <source>这张卡没有读出来。拿起来，再平平地放一次，等两秒。</source>
        <translation>The card could not be read. Lift it, lay it flat again and wait two seconds.</translation>
    </message>
    <message>
        <source>读卡器现在不能用。照着身份证输姓名和号码就行。</source>
        <translation>The card reader is out of order. Type the name and number from the ID card instead.</translation>
    </message>
    <message>
        <source>这里没有读卡器。照着身份证输姓名和号码就行。</source>
        <translation>There is no card reader here. Type the name and number from the ID card.</translation>
    </message>
    <message>
        <source>读卡器现在不能用。您可以先看看能办什么，要办请到窗口。</source>
        <translation>The card reader is out of order. You can look around; to file, please go to a service window.</translation>
    </message>
    <message>
        <source>这里没有读卡器。您可以先看看能办什么，要办请到窗口。</source>
        <translation>There is no card reader here. You can look around; to file, please go to a service window.</translation>
    </message>
    <message>
        <source>这种卡这里读不了。请放社保卡。</source>
        <translation>This kind of card cannot be read here. Use a social-security card.</translation>
    </message>
    <message>
        <source>身份证读卡器现在不能用，请放社保卡。</source>
        <translation>ID cards cannot be read now. Please use a social-security card.</translation>
    </message>
</context>
<context>
    <name>style</name>
    <message>
        <source>空格</source>
        <translation>space</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>好了</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>收起</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>大写</source>
        <translation>Shift</translation>
    </message>
    <message>
        <source>中 / 英</source>
        <translation>中 / EN</translation>
    </message>
    <message>
        <source>英 / 中</source>
        <translation>EN / 中</translation>
    </message>
</context>
<context>
    <name>Code</name>
    <message>
        <source>不等了</source>
        <translation>Do not wait</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>I see</translation>
    </message>
</context>
<context>
    <name>Draft</name>
    <message>
        <source>上次给他办到一半，接着办吗？</source>
        <translation>You were half-way through this for them. Go on?</translation>
    </message>
    <message>
        <source>您上次办到一半，接着办吗？</source>
        <translation>You were half-way through last time. Go on?</translation>
    </message>
    <message>
        <source>先办别的</source>
        <translation>Something else first</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>接着办</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>上次是</source>
        <translation>Last time</translation>
    </message>
    <message>
        <source>办到哪</source>
        <translation>How far</translation>
    </message>
    <message>
        <source>谁填的</source>
        <translation>Filled in</translation>
    </message>
    <message>
        <source>真的删除吗？这件事填的、扫的都会没有。</source>
        <translation>Really delete it? All answers and pages of it will be gone.</translation>
    </message>
    <message>
        <source>一共 %1 件没办完，看另一件</source>
        <translation>%1 unfinished things, show another</translation>
    </message>
    <message>
        <source>重新办</source>
        <translation>Start again</translation>
    </message>
    <message>
        <source>从头填</source>
        <translation>from the first question</translation>
    </message>
    <message>
        <source>不办了，删除</source>
        <translation>Drop it and delete</translation>
    </message>
    <message>
        <source>什么都不留</source>
        <translation>nothing is kept</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>不删，留着</source>
        <translation>Keep it</translation>
    </message>
</context>
</TS>
